// The page: draws what the store knows, and does what the operator asks for
import { html, nothing, render } from './lit-html.js';
import './charts.js';
import { post, serverNow } from './api.js';
import { alerts, callSites, decisions, holders, replicas } from './activity.js';
import { budget } from './budget.js';
import { duration, time } from './format.js';
import { pools } from './pools.js';
import { createStore, forEachPool } from './store.js';
import { suggestions } from './suggestions.js';
import { verdict } from './verdict.js';

const page = document.getElementById('page');
const live = document.getElementById('live');
const error = document.getElementById('error');
const errorText = document.getElementById('error-text');
const errorAge = document.getElementById('error-age');
const announcement = document.getElementById('announcement');

const store = createStore(draw);
const actions = { copy, apply, resize, showCurve: store.showCurve };
const known = new Map();

function draw(state) {
	try {
		drawAll(state);
	}
	catch (failure) {
		console.error(failure);
		error.hidden = false;
		errorText.textContent = `This page cannot show the answer of the endpoint: ${failure.message}`;
	}
}

function drawAll(state) {
	drawLive(state);
	drawError(state);
	document.title = titleOf(state);
	if (state.overview) {
		render(html`
			${verdict(state)}
			${partial(state)}
			${pools(state, actions)}
			<div class="columns">
				<div>${suggestions(state, actions)}${decisions(state)}</div>
				<div>${alerts(state)}${budget(state)}</div>
			</div>
			${holders(state)}
			${callSites(state)}
			${replicas(state)}`, page);
		announce(state);
	}
}

function drawLive(state) {
	const text = (state.paused) ? 'Paused' : (state.failure) ? 'Not live' : 'Live';
	live.dataset.state = (state.failure) ? 'failed' : (state.paused) ? 'paused' : 'live';
	live.textContent = (state.updated) ? `${text} · ${time(state.updated)}` : (state.failure) ? text : 'Connecting …';
}

function drawError(state) {
	error.hidden = !state.failure;
	if (state.failure) {
		if (errorText.textContent !== state.failure.message) {
			errorText.textContent = state.failure.message;
		}
		// Of its own, because it is not to be said aloud each time
		errorAge.textContent = [
			(state.updated) ? `What you see is ${duration(serverNow() - state.updated)} old.` : '',
			(state.paused) ? 'Paused.' : 'Trying again every few seconds.'
		].join(' ');
	}
}

function partial(state) {
	return (state.missing.size === 0 || state.failure) ? nothing
		: html`<p class="partial">Missing or outdated: ${[...state.missing].map(([name, reason]) => `${name} (${reason})`).join(', ')}.</p>`;
}

function titleOf(state) {
	if (state.failure || !state.overview) {
		return (state.failure) ? 'Not live – connection pools' : 'Connection pools';
	}
	const status = state.overview.status;
	const worst = [];
	forEachPool(state.overview, (pool, stats) => (stats.status === status && status !== 'UP') ? worst.push(pool) : null);
	return (worst.length > 0) ? `${status}: ${worst.join(', ')} – connection pools` : 'Connection pools';
}

// Only what changes is said aloud
function announce(state) {
	const changes = [];
	forEachPool(state.overview, (pool, stats) => {
		if (known.has(pool) && known.get(pool) !== stats.status) {
			changes.push(`${pool} is ${stats.status}`);
		}
		known.set(pool, stats.status);
	});
	if (changes.length > 0) {
		say(changes.join(', '));
	}
}

function say(text) {
	announcement.textContent = text;
}

async function copy(text, element, button) {
	let copied = true;
	try {
		await navigator.clipboard.writeText(text);
	}
	catch {
		// Without TLS a browser has no clipboard, but knows the old way
		getSelection().selectAllChildren(element);
		copied = document.execCommand('copy');
	}
	say((copied) ? 'YAML copied' : 'Press Ctrl+C to copy');
	button.textContent = (copied) ? 'Copied' : 'Press Ctrl+C';
	setTimeout(() => { button.textContent = 'Copy YAML'; }, 2_000);
}

async function apply(suggestion) {
	if (await confirmed(`Apply this suggestion to ${suggestion.pool}?`,
		`${suggestion.suggestion}. It holds for this instance until it restarts; put the YAML into the configuration to keep it.`)) {
		// A body, so that the endpoint is told who asks
		await write(`/suggestions/${encodeURIComponent(suggestion.id)}`, {}, `Applied to ${suggestion.pool}`);
	}
}

async function resize(pool, from, to) {
	if (to !== from && await confirmed(`Set the maximum of ${pool} from ${from} to ${to}?`,
		`It holds for this instance until it restarts. ${(to < from) ? 'Connections above it are closed as they come back.' : ''}`)) {
		await write(`/config/${encodeURIComponent(pool)}`, { maximumPoolSize: to }, `${pool} has at most ${to} connections now`);
	}
}

function confirmed(question, detail) {
	const dialog = document.getElementById('confirm');
	document.getElementById('confirm-question').textContent = question;
	document.getElementById('confirm-detail').textContent = detail;
	dialog.returnValue = 'no';
	dialog.showModal();
	return new Promise((resolve) => dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true }));
}

async function write(path, body, done) {
	const toast = document.createElement('p');
	toast.className = 'toast';
	try {
		await post(path, body);
		toast.textContent = done;
	}
	catch (failure) {
		toast.textContent = failure.message;
		toast.classList.add('bad');
	}
	say(toast.textContent);
	document.body.append(toast);
	setTimeout(() => toast.remove(), 8_000);
	await store.refreshNow();
}

const theme = document.querySelector('[data-action=theme]');
const pause = document.querySelector('[data-action=pause]');
const windowChoice = document.getElementById('window');

function nameTheme() {
	theme.textContent = (document.documentElement.dataset.theme === 'dark') ? 'Light' : 'Dark';
	theme.setAttribute('aria-label', `${theme.textContent} theme`);
}

theme.addEventListener('click', () => document.dispatchEvent(new CustomEvent('pools-theme-toggle')));
document.addEventListener('pools-theme', nameTheme);
pause.addEventListener('click', () => {
	const paused = pause.getAttribute('aria-pressed') !== 'true';
	pause.setAttribute('aria-pressed', String(paused));
	store.setPaused(paused);
});
windowChoice.addEventListener('change', () => store.setWindow(windowChoice.value));

nameTheme();
store.setWindow(windowChoice.value);
store.start();
