# SPDX-License-Identifier: MIT
"""Looks at web pages in a headless Chromium, over its debugging pipe.

    browser.py CHROMIUM PROFILE ADDRESS [--pictures=DIRECTORY] PATH...

Each page is opened at 360 and at 1280 pixels, light and dark. A line on standard output for each
defect: what is wider than the page, text whose contrast to its ground is below 4.5 (WCAG, level
AA), a link inside the site that leads nowhere, a picture that does not load, a script, something
from elsewhere. The last line has the numbers of what was looked at.
"""
import base64
import itertools
import json
import os
import subprocess
import sys

# Runs in the page; its result is what is judged below.
LOOK = r"""
(() => {
    const channel = c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const numbers = color => color.match(/[\d.]+/g).map(Number);
    const ground = element => {
        for (; element; element = element.parentElement) {
            const color = numbers(getComputedStyle(element).backgroundColor);
            if (color.length < 4 || color[3] > 0) return color;
        }
        return [NaN, NaN, NaN];
    };
    const texts = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        if (!walker.currentNode.data.trim()) continue;
        const element = walker.currentNode.parentElement;
        const both = [numbers(getComputedStyle(element).color), ground(element)].map(luminance);
        const ratio = (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
        texts.push([walker.currentNode.data.trim().slice(0, 40), ratio]);
    }
    // What scrolls by itself may be wider than the page.
    const scrolls = element => element && (
        /auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    const width = document.documentElement.clientWidth;
    const wide = [...document.body.querySelectorAll('*')].filter(
        element => element.getBoundingClientRect().right > width + 0.5 && !scrolls(element));
    return JSON.stringify({
        width: innerWidth,
        scroll: document.documentElement.scrollWidth,
        wide: wide.map(e => e.tagName + ' ' + e.textContent.slice(0, 40)),
        texts: texts,
        ground: ground(document.body),
        links: [...document.querySelectorAll('a[href], link[href]')].map(e => e.href),
        ids: [...document.querySelectorAll('[id]')].map(e => e.id),
        pictures: [...document.images].map(i => [i.src, i.complete && i.naturalWidth > 0]),
        scripts: document.scripts.length,
    });
})()
"""


class Browser:
    """One Chromium; a message is JSON that ends with a zero byte."""

    def __init__(self, program, profile):
        commands, self.commands = os.pipe()
        self.answers, answers = os.pipe()
        flags = ["--headless=new", "--no-sandbox", "--remote-debugging-pipe", "--disable-gpu",
                 "--no-first-run", "--hide-scrollbars", "--disable-dev-shm-usage",
                 "--user-data-dir=" + profile]

        def as_3_and_4():
            # Copies out of the way first: either may be 3 or 4 itself.
            mine = os.dup2(commands, 103), os.dup2(answers, 104)
            os.dup2(mine[0], 3)
            os.dup2(mine[1], 4)

        self.process = subprocess.Popen([program, *flags, "about:blank"], preexec_fn=as_3_and_4,
                                        close_fds=False, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        os.close(commands)
        os.close(answers)
        self.numbers = itertools.count(1)
        self.rest = b""
        self.session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target,
                                 flatten=True)["sessionId"]
        for domain in "Page", "Runtime", "Network":
            self.call(domain + ".enable")
        self.requested = []

    def message(self):
        while b"\0" not in self.rest:
            more = os.read(self.answers, 1 << 16)
            if not more:
                sys.exit("the browser has ended")
            self.rest += more
        text, self.rest = self.rest.split(b"\0", 1)
        return json.loads(text)

    def note(self, message):
        if message.get("method") == "Network.requestWillBeSent":
            self.requested.append(message["params"]["request"]["url"])

    def call(self, method, **params):
        number = next(self.numbers)
        request = {"id": number, "method": method, "params": params}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.commands, json.dumps(request).encode() + b"\0")
        while True:
            message = self.message()
            self.note(message)
            if message.get("id") == number:
                if "error" in message:
                    sys.exit(f"{method}: {message['error']}")
                return message["result"]

    def open(self, address, width, scheme):
        self.requested = []
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=800,
                  deviceScaleFactor=1, mobile=width < 500)
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": scheme}])
        error = self.call("Page.navigate", url=address).get("errorText")
        if error:
            sys.exit(f"{address}: {error}")
        while self.message().get("method") != "Page.loadEventFired":
            pass
        return json.loads(self.call("Runtime.evaluate", expression=LOOK)["result"]["value"])

    def picture(self, file):
        with open(file, "wb") as output:
            output.write(base64.b64decode(self.call("Page.captureScreenshot")["data"]))


def look(browser, address, path, pictures):
    """Yields the defects of one page, then what the page is."""
    grounds = set()
    for width, scheme in itertools.product((360, 1280), ("light", "dark")):
        page = browser.open(address + path, width, scheme)
        where = f"{path} at {width} px, {scheme}"
        if page["width"] != width or page["scroll"] > width:
            yield f"{where}: {page['scroll']} px wide in a window of {page['width']}"
        for element in page["wide"]:
            yield f"{where}: beyond the edge: {element}"
        for text, ratio in page["texts"]:
            if not ratio >= 4.5:
                yield f"{where}: contrast {ratio:.2f}: {text}"
        for source, loaded in page["pictures"]:
            if not loaded:
                yield f"{where}: no picture: {source}"
        if page["scripts"]:
            yield f"{where}: a script"
        for url in browser.requested:
            if not url.startswith((address, "data:")):
                yield f"{where}: from elsewhere: {url}"
        grounds.add(tuple(page["ground"]))
        if pictures:
            name = path.replace("/", "_") + f"-{width}-{scheme}.png"
            browser.picture(os.path.join(pictures, name))
    if len(grounds) != 2:
        yield f"{path}: light and dark are the same"
    yield page


def main():
    program, profile, address, *paths = sys.argv[1:]
    pictures = None
    if paths and paths[0].startswith("--pictures="):
        pictures = paths.pop(0).split("=", 1)[1]
    browser = Browser(program, profile)
    pages, defects = {}, []
    for path in paths:
        for found in look(browser, address, path, pictures):
            if isinstance(found, str):
                defects.append(found)
            else:
                pages[address + path] = found
    links = texts = 0
    for source, page in pages.items():
        texts += len(page["texts"])
        for link in page["links"]:
            target, _, anchor = link.partition("#")
            if not target.startswith(address):
                continue
            links += 1
            if target in pages:
                if anchor and anchor not in pages[target]["ids"]:
                    defects.append(f"{source}: no such place: {link}")
            elif browser.call("Runtime.evaluate", awaitPromise=True, expression=(
                    f"fetch({json.dumps(target)}).then(r => r.status)"))["result"].get(
                        "value") != 200:
                defects.append(f"{source}: no such page: {link}")
    browser.call("Browser.close")
    print(*defects, sep="\n", end="\n" if defects else "")
    print(f"{len(pages)} pages, {links} links, {texts} texts")


main()
