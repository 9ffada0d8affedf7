declare module "*.ftl" {
  const words: import("./words.ts").Words;
  export default words;
}
declare module "*.ftl?first" {
  export { default } from "*.ftl";
}
declare module "*.ftl?rest" {
  export { default } from "*.ftl";
}
