declare module "*.ftl?later" {
  const messages: import("./translate.ts").Messages;
  export default messages;
}

declare module "*.ftl" {
  const messages: import("./translate.ts").Messages;
  export default messages;
}
