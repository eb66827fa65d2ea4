"""Calls the farm by OpenAI's own Python package.

Usage: openai_client.py URL FOLDER; prints one JSON object of what came back.
"""

import json
import pathlib
import sys
import time

import openai

url, folder = sys.argv[1], pathlib.Path(sys.argv[2])
client = openai.OpenAI(base_url=url + "/v1", api_key="not asked for", max_retries=0)
voice = "en_US-joe-medium"
report = {"models": [model.id for model in client.models.list()], "formats": {}}

for form in ("mp3", "opus", "aac", "flac", "wav", "pcm"):
    answer = client.audio.speech.create(
        model="tts-1", voice=voice, input="Hello from the farm. It speaks.", response_format=form
    )
    answer.write_to_file(folder / ("speech." + form))
    report["formats"][form] = answer.response.headers["content-type"]

for name, speed in (("slow", 0.5), ("fast", 2.0)):
    with client.audio.speech.with_streaming_response.create(
        model="gpt-4o-mini-tts",
        voice=voice,
        input="How fast is this?",
        instructions="Speak calmly.",
        response_format="pcm",
        speed=speed,
    ) as answer:
        report[name] = sum(len(block) for block in answer.iter_bytes())

started = time.monotonic()
# no two alike: a sentence that was spoken is not spoken again
text = " ".join(f"This is sentence {n}, and it is spoken like all the others." for n in range(20))
with client.audio.speech.with_streaming_response.create(
    model="tts-1", voice=voice, input=text, response_format="pcm"
) as answer:
    first, size = None, 0
    for block in answer.iter_bytes(4096):
        first = first or time.monotonic() - started
        size += len(block)
report["stream"] = {"first_s": first, "all_s": time.monotonic() - started, "bytes": size}

with client.audio.speech.with_streaming_response.create(
    model="tts-1", voice=voice, input="By events.", response_format="pcm", stream_format="sse"
) as answer:
    report["events"] = [json.loads(line[6:])["type"] for line in answer.iter_lines() if line.startswith("data: ")]

try:
    client.audio.speech.create(model="tts-1", voice="nobody", input="x")
except openai.BadRequestError as error:
    report["error"] = error.body
except openai.NotFoundError as error:
    report["error"] = error.body
print(json.dumps(report))
