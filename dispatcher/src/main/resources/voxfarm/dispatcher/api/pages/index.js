'use strict';

let voices = [];
let cursor = null;

function showSpeakers() {
  const voice = voices.find((v) => v.model_id === byId('voice').value);
  options(byId('speaker'), voice ? voice.speakers.map((s) => s.name) : []);
  const several = voice && (voice.languages.length > 1 || voice.speakers.length > 1);
  options(byId('language'), several ? [...voice.languages, 'auto', 'mix'] : []);
  byId('language').prepend(new Option("the voice's own", '', true, true));
  byId('language-row').hidden = !several;
  const styles = voice?.styles ?? [];
  options(byId('style'), styles);
  for (const part of document.querySelectorAll('.style')) part.hidden = styles.length === 0;
}

// With what each language needs that comes with neither the voice nor the farm.
function languages(voice) {
  const all = document.createElement('span');
  all.textContent = voice.languages.join(', ');
  const needs = voice.needs || [];
  if (!needs.length) return all;
  const list = document.createElement('details');
  const title = document.createElement('summary');
  title.textContent = 'needs ' + needs.map((need) => need.name).join(', ');
  list.append(title, ...needs.map((need) => {
    const line = document.createElement('div');
    line.textContent = `${need.language}: ${need.name}: ${need.how}`;
    return line;
  }));
  all.append(list);
  return all;
}

async function loadVoices() {
  voices = (await (await call('/v1/voices')).json()).voices;
  options(byId('voice'), voices.map((v) => v.model_id));
  showSpeakers();
  byId('voices').replaceChildren(...voices.map((v) => {
    const remove = document.createElement('button');
    remove.type = 'button';
    remove.textContent = 'Remove';
    remove.onclick = () => removeVoice(v.model_id);
    return row([v.model_id, v.kind, languages(v), String(v.speakers.length), v.version, remove]);
  }));
  say(voices.length ? '' : 'No voice yet: add one below, or with voxfarm voice add FOLDER.');
}

async function removeVoice(id) {
  if (!window.confirm(`Remove every version of ${id} from the farm?`)) return;
  try {
    await call(`/v1/voices/${encodeURIComponent(id)}`, { method: 'DELETE' });
    await loadVoices();
    say(`${id} is removed`, false, 'upload-message');
  } catch (e) {
    say(e.message, true, 'upload-message');
  }
}

async function upload(event) {
  event.preventDefault();
  const id = byId('upload-id').value;
  const files = new FormData();
  for (const file of byId('upload-files').files) files.append('file', file, file.name);
  say('Uploading …', false, 'upload-message');
  try {
    const path = `/v1/voices/${encodeURIComponent(id)}`;
    const voice = await (await call(path, { method: 'PUT', body: files })).json();
    await loadVoices();
    const now = voice.current ? 'speaks now' : 'is there, but a version imported later speaks';
    say(`${id}: version ${voice.version} ${now}`, false, 'upload-message');
  } catch (e) {
    say(e.message, true, 'upload-message');
  }
}

async function play(id) {
  const response = await call(`/v1/requests/${encodeURIComponent(id)}/audio`);
  const player = byId('player');
  if (player.src) URL.revokeObjectURL(player.src);
  player.src = URL.createObjectURL(await response.blob());
  player.hidden = false;
  player.play().catch(() => {});
}

async function speak(event) {
  event.preventDefault();
  say('Speaking …');
  const started = performance.now();
  try {
    const body = {
      model_id: byId('voice').value,
      text: byId('text').value,
      output: { format: byId('format').value },
    };
    const speed = Number(byId('speed').value);
    // at 1 the pace is the speaker's own
    if (speed !== 1) body.length_scale = Math.min(10, Math.max(0.1, 1 / speed));
    if (byId('speaker').value) body.speaker = byId('speaker').value;
    if (byId('language').value) body.language = byId('language').value;
    if (byId('style').value) {
      body.style = byId('style').value;
      body.style_weight = Number(byId('style-weight').value);
    }
    const submitted = await call('/v1/requests', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const id = (await submitted.json()).request_id;
    const ended = await follow(id);
    if (ended.status !== 'completed') throw new Error(ended.result.error?.message || ended.status);
    await play(id);
    const audio = ended.result.audio;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    say(`${id}: ${audio.duration_s.toFixed(1)} s of sound, ${audio.bytes} bytes, in ${seconds} s`);
  } catch (e) {
    say(e.message, true);
  }
  refresh();
}

/** Until the request has ended. */
async function follow(id) {
  for (;;) {
    const view = await (await call(`/v1/requests/${encodeURIComponent(id)}`)).json();
    if (view.result) return view;
    if (view.progress) say(`${view.progress.segments_done} of ${view.progress.segments} segments …`);
    else if (view.queue_ahead) say(`${view.queue_ahead} requests before it …`);
    await new Promise((done) => setTimeout(done, 250));
  }
}

async function loadRequests(more) {
  const query = new URLSearchParams({ limit: '25' });
  if (byId('filter').value) query.set('status', byId('filter').value);
  if (more && cursor) query.set('cursor', cursor);
  const page = await (await call(`/v1/requests?${query}`)).json();
  const rows = page.requests.map((request) => {
    let sound = '';
    if (request.status === 'completed') {
      sound = document.createElement('button');
      sound.type = 'button';
      sound.textContent = 'Play';
      sound.onclick = () => play(request.request_id).catch((e) => say(e.message, true));
    } else if (request.status === 'failed') {
      sound = request.result.error.message;
    }
    if (request.status === 'unreadable') sound = request.problem;
    const at = request.accepted_at ? new Date(request.accepted_at).toLocaleString() : '';
    return row([request.request_id, request.status, request.model_id ?? '', at, sound]);
  });
  if (more) byId('requests').append(...rows);
  else byId('requests').replaceChildren(...rows);
  cursor = page.next_cursor;
  byId('more').hidden = !cursor;
}

async function loadWorkers() {
  const { workers } = await (await call('/v1/workers')).json();
  byId('workers').replaceChildren(...workers.map((w) => {
    const pace = w.speed ?? (w.engine_s > 0 ? w.audio_s / w.engine_s : 0);
    const speed = pace > 0 ? `${pace.toFixed(1)} × real time` : '';
    const machine = w.machine ? `CPU ${w.machine.cpu_percent} %, memory ${w.machine.memory_percent} %` : '';
    return row([w.worker_id, w.computation === "cuda-fast" ? `${w.device} (fast)` : w.device, String(w.slots), `${w.audio_s.toFixed(0)} s`, speed, machine]);
  }));
}

async function refresh() {
  try {
    if (!voices.length) await loadVoices();
    await Promise.all([loadRequests(false), loadWorkers()]);
  } catch (e) {
    say(e.message, true);
  }
}

byId('speak').addEventListener('submit', speak);
byId('upload').addEventListener('submit', upload);
byId('voice').addEventListener('change', showSpeakers);
byId('filter').addEventListener('change', refresh);
byId('key').addEventListener('change', refresh);
byId('more').addEventListener('click', () => loadRequests(true).catch((e) => say(e.message, true)));
refresh();
setInterval(() => loadWorkers().catch(() => {}), 5000);
