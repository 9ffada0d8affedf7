// The app is fetched beside the small beginning that asks for it, not after it.

import type { Plugin } from "vite";

/** Vite: name the chunk of `entry`, and what it needs, in the page's head. */
export function preload(entry: string): Plugin {
  return {
    name: "preload",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_, { bundle }) {
        const chunks = Object.values(bundle ?? {}).filter((file) => file.type === "chunk");
        const start = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(entry));
        const first = chunks.find(({ isEntry }) => isEntry);
        const wanted = new Set<string>(start ? [start.fileName] : []);
        for (const name of wanted)
          for (const needed of chunks.find(({ fileName }) => fileName === name)?.imports ?? []) wanted.add(needed);
        const known = new Set([first?.fileName, ...(first?.imports ?? [])]);
        return [...wanted]
          .filter((name) => !known.has(name))
          .map((name) => ({
            tag: "link",
            attrs: { rel: "modulepreload", crossorigin: true, href: `/${name}` },
            injectTo: "head",
          }));
      },
    },
  };
}
