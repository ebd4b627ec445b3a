"""A browser's own decoder: Chromium without a window, fed over the loopback."""

from __future__ import annotations

import json
import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

PAGE = b"""<script>
fetch("sound").then(sent => sent.arrayBuffer())
  .then(octets => new OfflineAudioContext(2, 48000, 48000).decodeAudioData(octets))
  .then(sound => {
    let sum = 0
    for (const sample of sound.getChannelData(0)) sum += sample * sample
    return {frames: sound.length, rate: sound.sampleRate, power: sum / sound.length}
  }, fault => ({fault: String(fault)}))
  .then(said => fetch("said", {method: "POST", body: JSON.stringify(said)}))
</script>"""


def decoded(file: Path, folder: Path) -> dict[str, Any]:
    """Return what the browser made of a file: its frames, its rate and the power of its left channel, or its fault."""
    answers: Queue[dict[str, Any]] = Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html" if self.path == "/" else "audio/mpeg")
            self.end_headers()
            self.wfile.write(file.read_bytes() if self.path == "/sound" else PAGE)

        def do_POST(self) -> None:
            answers.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        page = f"http://127.0.0.1:{server.server_address[1]}/"
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-proxy-server", f"--user-data-dir={folder}"]
        command = ["chromium", *options, "--remote-debugging-port=0", page]
        browser = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            return answers.get(timeout=120)
        finally:
            browser.terminate()
            browser.wait()
            server.shutdown()
