// The only file that calls our server. Addresses, parameters and bodies are typed by the server's
// own description (api-types.ts is generated from /api/openapi.json); answers are also checked when
// they arrive, because an open page can be older than the server.

import * as v from "valibot";
import type { components, paths } from "./api-types.ts";

export type Schemas = components["schemas"];

type Method = "get" | "post" | "put";
type Operation<P extends keyof paths, M extends Method> = NonNullable<paths[P][M]>;
type Json<T> = T extends { responses: { 200: { content: { "application/json": infer A } } } } ? A : never;
type Query<T> = T extends { parameters: { query?: infer Q } } ? Q : never;
type Given<T> = T extends { requestBody?: infer R } ? NonNullable<R> : never;
type Body<T> = [Given<T>] extends [{ content: { "application/json": infer B } }]
  ? [Given<T>] extends [never]
    ? undefined
    : B
  : undefined;
type With<M extends Method> = { [P in keyof paths]: paths[P] extends { [K in M]: object } ? P : never }[keyof paths];
/** A schema that accepts every answer of the operation; `never` for a schema that contradicts the API. */
type Fitting<A, S extends v.GenericSchema> = A extends v.InferInput<S> ? S : never;

const TIMEOUT = 25_000; // ms; longer than the server waits for the partner
const LONGEST_WAIT = 86_400; // s

/** The server, or something in between, refused. `code` is for programs. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    /** Seconds after which the server wants to be asked again. */
    readonly retryAfter: number | undefined = undefined,
    readonly requestId: string | undefined = undefined,
  ) {
    super(code);
  }
}

/** No answer: no network, or not in time. */
export class OfflineError extends Error {}

/** The answer has another shape than this version of the page knows. */
export class AnswerError extends Error {}

export interface Api {
  get<P extends With<"get">, S extends v.GenericSchema>(
    path: P,
    schema: Fitting<Json<Operation<P, "get">>, S> & S,
    query?: Query<Operation<P, "get">>,
  ): Promise<v.InferOutput<S>>;
  post<P extends With<"post">, S extends v.GenericSchema>(
    path: P,
    schema: Fitting<Json<Operation<P, "post">>, S> & S,
    body?: Body<Operation<P, "post">>,
    /** Names what is wanted, so that the request can be repeated without doing it twice. */
    key?: string,
  ): Promise<v.InferOutput<S>>;
  put<P extends With<"put">, S extends v.GenericSchema>(
    path: P,
    schema: Fitting<Json<Operation<P, "put">>, S> & S,
    body: Partial<Body<Operation<P, "put">>>, // what is left out stays as it is
  ): Promise<v.InferOutput<S>>;
}

/** The API as one Telegram user may use it. */
export function connect(initData: string, send: typeof fetch = (...given) => fetch(...given)): Api {
  async function ask<S extends v.GenericSchema>(method: string, path: string, schema: S, body?: unknown, key?: string) {
    const headers: Record<string, string> = { Authorization: `tma ${initData}` };
    if (key) headers["Idempotency-Key"] = key;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const text = body === undefined ? null : JSON.stringify(body);
    let response: Response;
    try {
      response = await send(path, { method, headers, body: text, signal: AbortSignal.timeout(TIMEOUT) });
    } catch {
      throw new OfflineError();
    }
    if (!response.ok) throw await refusal(response);
    return read(response, schema);
  }
  return {
    get: (path, schema, query) => ask("GET", `${path}${search(query)}`, schema),
    post: (path, schema, body, key) => ask("POST", path, schema, body, key),
    put: (path, schema, body) => ask("PUT", path, schema, body),
  };
}

async function read<S extends v.GenericSchema>(response: Response, schema: S): Promise<v.InferOutput<S>> {
  const body: unknown = await response.json().catch(() => undefined);
  const checked = v.safeParse(schema, body);
  if (!checked.success) throw new AnswerError();
  return checked.output;
}

function search(query: object | undefined): string {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  return pairs.length ? `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}` : "";
}

const refused = v.object({ error: v.object({ code: v.string(), requestId: v.optional(v.string()) }) });

async function refusal(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => undefined);
  // A proxy's own page in front of our server has no code: the status is all there is.
  const checked = v.safeParse(refused, body);
  const { code, requestId } = checked.success ? checked.output.error : { code: "unknown" };
  return new ApiError(response.status, code, seconds(response.headers.get("Retry-After")), requestId);
}

/** Retry-After is a number of seconds or a date. */
function seconds(header: string | null): number | undefined {
  if (!header) return undefined;
  const wait = /^\d+$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - Date.now()) / 1000);
  return wait > 0 ? Math.min(wait, LONGEST_WAIT) : undefined;
}
