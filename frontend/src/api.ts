// The only file that calls our server. Addresses, parameters and answers are typed by the
// server's own description (api-types.ts is generated from /api/openapi.json).

import type { components, paths } from "./api-types.ts";

export type Schemas = components["schemas"];

type Operation<P extends keyof paths, M extends "get" | "post" | "put"> = NonNullable<paths[P][M]>;
type Json<T> = T extends { responses: { 200: { content: { "application/json": infer A } } } } ? A : never;
type Query<T> = T extends { parameters: { query?: infer Q } } ? Q : never;
type Body<T> = T extends { requestBody: { content: { "application/json": infer B } } } ? B : undefined;

type With<M extends "get" | "post" | "put"> = { [P in keyof paths]: paths[P] extends { [K in M]: object } ? P : never }[keyof paths];
export type Answer<P extends With<"get">> = Json<Operation<P, "get">>;

const SECONDS = 25; // longer than the server waits for the partner

/** The server, or something on the way to it, said no. `code` is for programs. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly retryAfter: number | undefined = undefined,
    readonly requestId: string | undefined = undefined,
  ) {
    super(code);
  }
}

/** Nobody answered: no network, or not in time. */
export class OfflineError extends Error {}

export interface Api {
  get<P extends With<"get">>(path: P, query?: Query<Operation<P, "get">>): Promise<Answer<P>>;
  post<P extends With<"post">>(path: P, body?: Body<Operation<P, "post">>): Promise<Json<Operation<P, "post">>>;
  put<P extends With<"put">>(path: P, body: Body<Operation<P, "put">>): Promise<Json<Operation<P, "put">>>;
}

/** The API as one Telegram user may use it. */
export function connect(initData: string, send: typeof fetch = (...given) => fetch(...given)): Api {
  const ask = async (method: string, path: string, body?: unknown): Promise<never> => {
    const headers: Record<string, string> = { Authorization: `tma ${initData}` };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const text = body === undefined ? null : JSON.stringify(body);
    let response: Response;
    try {
      response = await send(path, { method, headers, body: text, signal: AbortSignal.timeout(SECONDS * 1000) });
    } catch {
      throw new OfflineError();
    }
    if (!response.ok) throw await faultOf(response);
    return (await response.json()) as never;
  };
  return {
    get: (path, query) => ask("GET", `${path}${search(query)}`),
    post: (path, body) => ask("POST", path, body),
    put: (path, body) => ask("PUT", path, body),
  };
}

function search(query: object | undefined): string {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  return pairs.length ? `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}` : "";
}

async function faultOf(response: Response): Promise<ApiError> {
  const wait = Number(response.headers.get("Retry-After")) || undefined;
  let error: { code?: unknown; requestId?: unknown } = {};
  try {
    error = ((await response.json()) as { error?: typeof error }).error ?? {};
  } catch {
    // a proxy's page in front of our server: the status is all there is
  }
  const code = typeof error.code === "string" ? error.code : "unknown";
  return new ApiError(response.status, code, wait, typeof error.requestId === "string" ? error.requestId : undefined);
}
