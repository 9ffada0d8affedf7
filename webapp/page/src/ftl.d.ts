declare module "*.ftl" {
  const words: import("./words.ts").Words;
  export default words;
}
