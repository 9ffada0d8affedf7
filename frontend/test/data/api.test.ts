import { afterEach, describe, expect, test, vi } from "vitest";
import { AnswerError, ApiError, connect, OfflineError } from "../../src/data/api.ts";
import { explain } from "../../src/data/problems.ts";
import { me, payload } from "../../src/data/schemas.ts";

const answering = (status: number, body: unknown, headers = {}) =>
  vi.fn(async () => new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers }));

afterEach(() => vi.useRealTimers());

test("initData is sent as it came and the answer is read", async () => {
  const send = answering(200, { payload: "p" });
  await expect(connect("a=b&hash=c", send).post("/api/auth/generate-payload", payload)).resolves.toEqual({
    payload: "p",
  });
  const wanted = { method: "POST", headers: { Authorization: "tma a=b&hash=c" } };
  expect(send).toHaveBeenCalledWith("/api/auth/generate-payload", expect.objectContaining(wanted));
});

test("an error has its code, its wait and its id; a proxy's page has its status", async () => {
  const body = { error: { code: "too_many_requests", message: "x", requestId: "r1" } };
  const refused = connect("", answering(429, body, { "Retry-After": "7" }));
  const wanted = { status: 429, code: "too_many_requests", retryAfter: 7, requestId: "r1" };
  await expect(refused.get("/api/me", me)).rejects.toMatchObject(wanted);
  const proxy = connect("", answering(502, "<html>"));
  await expect(proxy.get("/api/me", me)).rejects.toMatchObject({ status: 502, code: "unknown" });
});

test.each([
  ["30", 30],
  ["Thu, 26 Nov 2026 00:01:30 GMT", 90],
  ["Thu, 26 Nov 2026 00:00:00 GMT", undefined],
  ["0", undefined],
  ["soon", undefined],
  ["999999999", 86_400],
])("Retry-After %s is %s seconds", async (header, seconds) => {
  vi.useFakeTimers({ now: Date.parse("2026-11-26T00:00:00Z") });
  const api = connect("", answering(503, { error: { code: "busy" } }, { "Retry-After": header }));
  const error: unknown = await api.get("/api/me", me).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ApiError);
  expect((error as ApiError).retryAfter).toBe(seconds);
});

test("no answer is offline", async () => {
  const api = connect(
    "",
    vi.fn(() => Promise.reject(new TypeError("failed"))),
  );
  await expect(api.get("/api/me", me)).rejects.toBeInstanceOf(OfflineError);
});

test.each([
  ["a page", "<html>"],
  ["another shape", { wallet: "x" }],
  ["a list", []],
])("an answer that is %s is not used", async (_, body) => {
  await expect(connect("", answering(200, body)).get("/api/me", me)).rejects.toBeInstanceOf(AnswerError);
});

describe("problems", () => {
  test("every error has a message and a remedy", () => {
    expect(explain(new ApiError(401, "init_data_expired")).remedy).toBe("reopen");
    expect(explain(new ApiError(503, "partner_unreachable")).message).toBe("error-down");
    expect(explain(new ApiError(422, "wallet_incomplete")).message).toBe("page-error-wallet-incomplete");
    expect(explain(new AnswerError()).remedy).toBe("reload");
    expect(explain(new Error("x")).message).toBe("page-error-unknown");
  });

  test("an unknown code, also one that is a name of JavaScript's, has the general message and its id", () => {
    for (const code of ["teapot", "constructor", "__proto__"]) {
      const problem = explain(new ApiError(418, code, undefined, "r"));
      expect(problem).toMatchObject({ message: "page-error-unknown", requestId: "r" });
    }
  });
});
