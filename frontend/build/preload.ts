// The files of the first screen are fetched at once, not one after the other as they are imported.

import type { Plugin } from "vite";

/** Vite: name in the page's head the chunk of `entry`, the first script, and all that they import. */
export function preload(entry: string): Plugin {
  return {
    name: "preload",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_, { bundle }) {
        const chunks = Object.values(bundle ?? {}).filter((file) => file.type === "chunk");
        const first = chunks.find(({ isEntry }) => isEntry);
        const app = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(entry));
        const wanted = new Set<string>();
        const take = (name: string | undefined): void => {
          if (name === undefined || wanted.has(name)) return;
          wanted.add(name);
          for (const needed of chunks.find(({ fileName }) => fileName === name)?.imports ?? []) take(needed);
        };
        take(first?.fileName);
        take(app?.fileName);
        return [...wanted]
          .filter((name) => name !== first?.fileName)
          .map((name) => ({
            tag: "link",
            attrs: { rel: "modulepreload", crossorigin: true, href: `/${name}` },
            injectTo: "head",
          }));
      },
    },
  };
}
