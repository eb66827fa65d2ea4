"""Calls the farm as clients of a Bert-VITS2 server do: plain GETs and POSTs with `requests`.

Usage: seed_client.py URL FOLDER; prints one JSON object of what came back.
"""

import json
import pathlib
import sys
import wave

import requests

url, folder = sys.argv[1], pathlib.Path(sys.argv[2])
report = {}


def voice(name, method="get", **arguments):
    """Speaks and keeps the answer as a file, as such clients do: whatever has status 200 is written."""
    answer = requests.request(method, url + "/voice", timeout=120, **arguments)
    entry = {"status": answer.status_code, "type": answer.headers.get("content-type", "")}
    if entry["type"].startswith("audio/"):
        path = folder / (name + ".wav")
        path.write_bytes(answer.content)
        with wave.open(str(path)) as sound:
            entry.update(rate=sound.getframerate(), width=sound.getsampwidth(), frames=sound.getnframes())
    else:
        entry["body"] = answer.json()
    report[name] = entry


models = requests.get(url + "/models/info", timeout=30).json()
report["models"] = models
number, speaker = next(iter(models)), next(iter(models["0"]["spk2id"]))
say = {
    "model_id": int(number),
    "text": "妖孽,吃俺老孙一棒!",
    "speaker_name": speaker,
    "language": "ZH",
    "length": 1.0,
    "sdp_ratio": 0.5,
    "noise": 0.1,
}
voice("get", params=say)
voice("get_split", params=say | {"text": "妖孽!吃俺老孙一棒。哪里走?", "auto_split": True})
voice("get_whole", params=say | {"text": "妖孽!吃俺老孙一棒。哪里走?"})
rest = {key: value for key, value in say.items() if key != "text"}
voice("post_json", "post", params=rest, json={"text": say["text"]})
voice("post_form", "post", params=rest, data={"text": say["text"]})
voice("post_multipart", "post", params=rest, files={"text": (None, say["text"])})
voice("no_model", params=say | {"model_id": 99})
voice("no_speaker", params=rest | {"text": "x", "speaker_name": "nobody"})
voice("mistyped", params=say | {"length": "fast"})
voice("missing", params=rest)
report["status"] = requests.get(url + "/status", timeout=30).json()
report["docs"] = requests.get(url + "/docs", timeout=30).status_code
report["delete"] = requests.get(url + "/models/delete", params={"model_id": 99}, timeout=30).json()
print(json.dumps(report))
