'use strict';

const MOST_TRIES = 10;
const MOST_LISTED = 1000;
const LOOK_MS = 3000;
const LOOKS_A_LIST = 5;

// Files that were chosen and are not yet made, in order.
const drafts = [];

// Rows of the list by the books' ids.
const shelf = new Map();

let planning = false;
let cursor = null;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Once more where the farm says that it is only busy. */
async function patiently(asking) {
  for (let n = 1; ; n++) {
    try {
      return await asking();
    } catch (e) {
      if (!e.retryable || n === MOST_TRIES) throw e;
    }
    await pause(2000);
  }
}

function element(name, text = '', more = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  return Object.assign(made, more);
}

function button(text, onclick) {
  return element('button', text, { type: 'button', onclick });
}

function duration(seconds) {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return `${Math.round(seconds)} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function chaptersOf(n) {
  return n === 1 ? '1 chapter' : `${n} chapters`;
}

function size(bytes) {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

async function loadVoices() {
  const { voices } = await (await call('/v1/voices')).json();
  const chosen = byId('voice').value;
  options(byId('voice'), voices.map((v) => v.model_id));
  if (voices.some((v) => v.model_id === chosen)) byId('voice').value = chosen;
  say(voices.length ? '' : 'No voice yet: add one on the first page.');
}

// ---- new books

function form(file) {
  const body = new FormData();
  body.append('file', file, file.name);
  return body;
}

function add(files) {
  for (const file of files) {
    const draft = { file, plan: element('td', 'waiting …'), id: element('input') };
    draft.plan.className = 'wide';
    draft.id.setAttribute('aria-label', `id of ${file.name}`);
    draft.id.pattern = '[A-Za-z0-9][A-Za-z0-9._\\-]{0,115}';
    draft.make = button('Make', () => make(draft));
    draft.make.disabled = true;
    const leave = button('Leave out', () => drop(draft));
    draft.row = row([file.name, draft.id, '', draft.make]);
    draft.row.children[0].className = 'wide';
    draft.row.children[2].replaceWith(draft.plan);
    draft.row.lastChild.append(' ', leave);
    drafts.push(draft);
    byId('drafts').append(draft.row);
  }
  showDrafts();
  planAll();
}

function showDrafts() {
  byId('drafts-table').hidden = drafts.length === 0;
  byId('make-all').disabled = !drafts.some((draft) => draft.ready);
}

function drop(draft) {
  drafts.splice(drafts.indexOf(draft), 1);
  draft.row.remove();
  showDrafts();
}

function fault(draft, e) {
  draft.plan.replaceChildren(element('span', e.message, { className: 'failed' }));
}

/** One after the other: a farm reads one book at a time. */
async function planAll() {
  if (planning) return;
  planning = true;
  for (let draft = next(); draft; draft = next()) {
    draft.planned = true;
    draft.plan.textContent = 'reading …';
    try {
      const answer = await patiently(() =>
        call('/v1/books?dry_run=true', { method: 'POST', body: form(draft.file) }));
      showPlan(draft, await answer.json());
    } catch (e) {
      fault(draft, e);
    }
    showDrafts();
  }
  planning = false;
}

function next() {
  return drafts.find((draft) => !draft.planned);
}

function showPlan(draft, plan) {
  const read = plan.chapters.filter((chapter) => !chapter.left_out);
  const left = plan.chapters.length - read.length;
  const list = element('details');
  const lines = plan.chapters.slice(0, MOST_LISTED).map((chapter) => element('li', chapter.left_out
    ? `${chapter.title}: left out, ${chapter.left_out}`
    : `${chapter.title}: ${duration(chapter.estimated_s)}`));
  const all = element('ol');
  all.append(...lines);
  list.append(
    element('summary', `${chaptersOf(read.length)}, about ${duration(plan.estimated_s)}`
      + (left ? `, ${left} left out` : '')),
    all);
  if (plan.chapters.length > MOST_LISTED) {
    list.append(element('div', `and ${plan.chapters.length - MOST_LISTED} more`));
  }
  const by = plan.authors.length ? `, ${plan.authors.join(', ')}` : '';
  draft.plan.replaceChildren(element('span', (plan.title ?? draft.file.name) + by), list,
    ...plan.notes.map((note) => element('div', note)));
  if (!draft.id.value) draft.id.value = plan.book_id ?? '';
  draft.ready = true;
  draft.make.disabled = false;
}

async function make(draft) {
  const id = draft.id.value.trim();
  if (!id || !draft.id.checkValidity()) {
    fault(draft, new Error('An id has letters, digits, dots, hyphens and underscores, 116 at most.'));
    return;
  }
  draft.make.disabled = true;
  draft.ready = false;
  try {
    const query = new URLSearchParams({ voice: byId('voice').value });
    const answer = await patiently(() => call(`/v1/books/${encodeURIComponent(id)}?${query}`,
      { method: 'PUT', body: form(draft.file) }));
    show(await answer.json());
    drop(draft);
  } catch (e) {
    fault(draft, e);
    draft.make.disabled = false;
    draft.ready = true;
  }
  showDrafts();
}

async function makeAll() {
  byId('make-all').disabled = true;
  for (const draft of drafts.filter((one) => one.ready)) await make(draft);
  showDrafts();
}

// ---- books of the farm

const path = (id) => `/v1/books/${encodeURIComponent(id)}`;

function newRow(id) {
  const book = { id, lines: [], open: true, filed: false };
  book.title = element('span');
  book.state = element('span');
  book.bar = element('progress', '', { max: 1, value: 0 });
  book.bar.setAttribute('aria-label', `progress of ${id}`);
  book.far = element('div');
  book.cancel = button('Cancel', () => cancel(book));
  book.files = element('span');
  book.chapters = element('details');
  book.list = element('ol');
  book.more = element('div');
  book.chapters.append(element('summary', 'chapters and files'), book.list, book.more);
  book.chapters.ontoggle = () => {
    if (book.chapters.open) look(book).catch((e) => say(e.message, true, 'books-message'));
  };
  book.row = row([book.title, book.state, book.bar, book.files]);
  book.row.children[0].className = 'wide';
  book.row.children[0].append(element('div', id), book.chapters);
  book.row.children[1].className = 'wide';
  book.row.children[2].append(book.far);
  book.row.children[3].append(' ', book.cancel);
  const behind = [...shelf.values()].filter((other) => other.id > id)
    .sort((a, b) => (a.id < b.id ? -1 : 1))[0];
  byId('books').insertBefore(book.row, behind ? behind.row : null);
  shelf.set(id, book);
  return book;
}

/** What is there is changed and not made anew: whoever reads or has the focus there keeps it. */
function show(view) {
  const book = shelf.get(view.book_id) ?? newRow(view.book_id);
  const made = view.status === 'completed';
  book.open = view.status === 'queued' || view.status === 'running';
  book.title.textContent = view.book?.title ?? '';
  const error = view.result?.error?.message ?? view.problem;
  book.state.textContent = error ? `${view.status}: ${error}` : view.status;
  book.state.className = error ? 'failed' : '';
  book.cancel.hidden = !book.open;
  const progress = view.progress ?? {};
  if (made) book.bar.value = 1;
  else if (progress.estimated_s > 0) book.bar.value = progress.audio_s / progress.estimated_s;
  else if (progress.segments > 0) book.bar.value = progress.segments_done / progress.segments;
  const chapters = view.book?.chapters ?? 0;
  const done = made ? chapters : progress.chapters_done ?? progress.segments_done;
  book.far.textContent = (done === undefined ? '' : `${done} of `) + chaptersOf(chapters)
    + (view.step === 'files' ? ', making the files' : '')
    + (book.open && progress.eta_s !== undefined ? `, ${duration(progress.eta_s)} left` : '');
  if (view.chapters && book.chapters.open) showChapters(book, view);
  if (made && !book.filed) showFiles(book, view.result.files ?? []);
}

function showChapters(book, view) {
  for (const chapter of view.chapters.slice(0, MOST_LISTED)) {
    let line = book.lines[chapter.number];
    if (!line) {
      line = { status: '', item: element('li') };
      book.lines[chapter.number] = line;
      book.list.append(line.item);
    }
    if (line.status === chapter.status) continue;
    line.status = chapter.status;
    line.item.textContent = `${chapter.title}: ${chapter.status}, ${duration(chapter.estimated_s)} `;
    if (chapter.status === 'completed' && chapter.request_id) { // one voice: heard as it was spoken
      const listen = button('Listen', () => play(chapter.request_id)
        .catch((e) => say(e.message, true, 'books-message')));
      listen.setAttribute('aria-label', `listen to ${chapter.title}`);
      line.item.append(listen);
    }
  }
  const left = view.chapters.length - MOST_LISTED;
  book.more.textContent = left > 0 ? `and ${left} more` : '';
}

/** The file of the whole beside the book, all others below its chapters. */
function showFiles(book, files) {
  book.filed = true;
  for (const file of files.slice(0, MOST_LISTED)) {
    const name = file.key.split('/').slice(2);
    const shown = `${name.at(-1)} (${size(file.bytes)})`;
    const load = button(shown, () => save(book, name).catch((e) => say(e.message, true, 'books-message')));
    if (file.kind === 'book') book.files.append(load);
    else book.chapters.append(load, ' ');
  }
  if (files.length > MOST_LISTED) book.chapters.append(`and ${files.length - MOST_LISTED} more`);
}

async function look(book) {
  show(await (await call(path(book.id))).json());
}

async function cancel(book) {
  if (!window.confirm(`Cancel ${book.id} and its chapters?`)) return;
  try {
    show(await (await call(path(book.id), { method: 'DELETE' })).json());
    say(`${book.id} is cancelled`, false, 'books-message');
  } catch (e) {
    say(e.message, true, 'books-message');
  }
}

async function play(request) {
  const response = await call(`/v1/requests/${encodeURIComponent(request)}/audio`);
  const player = byId('player');
  if (player.src) URL.revokeObjectURL(player.src);
  player.src = URL.createObjectURL(await response.blob());
  player.hidden = false;
  player.play().catch(() => {});
}

/** Without a key the browser fetches the file by itself, whatever its size. */
async function save(book, name) {
  const from = `${path(book.id)}/files/${name.map(encodeURIComponent).join('/')}`;
  const link = element('a', '', { download: [book.id, ...name].join('-') });
  link.href = from;
  if (byId('key').value) {
    say(`${name.at(-1)} is coming …`, false, 'books-message');
    link.href = URL.createObjectURL(await (await call(from)).blob());
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    say('', false, 'books-message');
  }
  link.click();
}

async function loadBooks(more) {
  const query = new URLSearchParams({ limit: '25' });
  if (more && cursor) query.set('cursor', cursor);
  const page = await (await call(`/v1/books?${query}`)).json();
  for (const view of page.books) {
    // the list knows less than what was looked at
    const known = shelf.get(view.book_id);
    if (!known || view.result || !isWatched(known)) show(view);
  }
  if (more || cursor === null) {
    cursor = page.next_cursor;
    byId('more').hidden = !cursor;
  }
}

/** Each look asks the farm for every chapter that is under way: only at what somebody can see. */
function isWatched(book) {
  if (!book.open) return false;
  const place = book.row.getBoundingClientRect();
  return book.chapters.open || (place.bottom > 0 && place.top < window.innerHeight);
}

async function lookAtOpenOnes() {
  for (const book of [...shelf.values()].filter(isWatched)) {
    try {
      await look(book);
    } catch (e) {
      if (e.status !== 404 && e.status !== 410) throw e;
      book.open = false;
      book.cancel.hidden = true;
      book.state.textContent = e.message;
      book.state.className = 'failed';
    }
  }
}

async function refresh() {
  try {
    await loadVoices();
    await loadBooks(false);
    await lookAtOpenOnes();
    say('', false, 'books-message');
  } catch (e) {
    say(e.message, true, 'books-message');
  }
}

async function keepLooking() {
  for (let n = 1; ; n++) {
    await pause(LOOK_MS);
    if (document.hidden) continue;
    try {
      if (n % LOOKS_A_LIST === 0) await loadBooks(false);
      await lookAtOpenOnes();
    } catch (e) {
      say(e.message, true, 'books-message');
    }
  }
}

function dragged(event, over) {
  if (![...event.dataTransfer.types].includes('Files')) return;
  event.preventDefault();
  byId('make').classList.toggle('dropping', over);
}

document.addEventListener('dragover', (event) => dragged(event, true));
document.addEventListener('dragleave', (event) => dragged(event, false));
document.addEventListener('drop', (event) => {
  dragged(event, false);
  add(event.dataTransfer.files);
});
byId('files').addEventListener('change', () => {
  add(byId('files').files);
  byId('files').value = '';
});
byId('make').addEventListener('submit', (event) => event.preventDefault());
byId('make-all').addEventListener('click', makeAll);
byId('key').addEventListener('change', refresh);
byId('more').addEventListener('click', () => loadBooks(true).catch((e) => say(e.message, true, 'books-message')));
refresh().then(keepLooking);
