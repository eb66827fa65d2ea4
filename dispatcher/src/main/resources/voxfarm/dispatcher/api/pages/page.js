'use strict';

// What all pages share. Whatever the farm says is put into them as text, never as markup.

const byId = (id) => document.getElementById(id);

function headers(more = {}) {
  const key = byId('key').value;
  return key ? { ...more, Authorization: `Bearer ${key}` } : more;
}

/** Fetches, and throws the reason that the farm gives. */
async function call(path, options = {}) {
  const response = await fetch(path, { ...options, headers: headers(options.headers) });
  if (response.status === 401 || response.status === 403) byId('key-row').hidden = false;
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    const failure = new Error(problem.detail || `${response.status} ${response.statusText}`);
    failure.status = response.status;
    failure.retryable = problem.retryable === true;
    throw failure;
  }
  return response;
}

function say(message, failed = false, where = 'message') {
  byId(where).textContent = message;
  byId(where).className = failed ? 'failed' : '';
}

function row(cells) {
  const tr = document.createElement('tr');
  for (const cell of cells) {
    const td = document.createElement('td');
    td.append(cell);
    tr.append(td);
  }
  return tr;
}

function options(select, names) {
  select.replaceChildren(...names.map((name) => new Option(name, name)));
}
