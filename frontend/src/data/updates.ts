// What to do when a part of the page cannot be loaded: after a deploy the files of the old page are
// gone from the server, and only a reload helps.

const KEY = "gm:reloaded";
const PATIENCE = 5_000; // ms: a server that does not answer must not keep the screen blank

interface World {
  storage: Storage | undefined;
  send: typeof fetch;
  /** Names the build that is running: the addresses of its scripts. */
  build: string;
}

const ownBuild = (): string =>
  [...document.querySelectorAll<HTMLScriptElement>("script[src]")].map(({ src }) => src).join();

export const browserWorld = (storage: Storage | undefined): World => ({
  storage,
  send: (...given) => fetch(...given),
  build: ownBuild(),
});

/** Whether the part is gone, so that a reload is due that this build has not tried yet; notes that it is tried now. */
export async function shouldReload(error: unknown, { storage, send, build }: World): Promise<boolean> {
  if (!storage || recall(storage) === build || !(await isGone(error, send))) return false;
  return note(storage, build);
}

/** Whether the server answers: a reload without it would leave an empty window. */
export const isReachable = async (send: typeof fetch): Promise<boolean> => (await statusOf("/", send)) === 200;

/** A browser that does not name the file cannot load it again either: a reachable server decides. */
async function isGone(error: unknown, send: typeof fetch): Promise<boolean> {
  const [file] = /https?:\/\/\S+\.js/.exec(String(error)) ?? [];
  return file ? (await statusOf(file, send)) === 404 : isReachable(send);
}

async function statusOf(url: string, send: typeof fetch): Promise<number | undefined> {
  try {
    return (await send(url, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) })).status;
  } catch {
    return undefined;
  }
}

function recall(storage: Storage): string | null {
  try {
    return storage.getItem(KEY);
  } catch {
    return null;
  }
}

/** False where it cannot be noted: without the note there could be no end of reloads. */
function note(storage: Storage, build: string): boolean {
  try {
    storage.setItem(KEY, build);
    return true;
  } catch {
    return false;
  }
}
