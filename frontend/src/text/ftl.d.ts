declare module "*.ftl" {
  const messages: import("./translate.ts").Messages;
  export default messages;
}
