// What is known of the pools, and when it is asked for again. Each part has a rhythm of its
// own; the history is asked for in full once a window, and after that only for what is new.
import { get } from './api.js';

const TICK = 2_000;

const WINDOWS = {
	'5m': { seconds: 300, step: 1 },
	'15m': { seconds: 900, step: 10 },
	'1h': { seconds: 3_600, step: 10 },
	'6h': { seconds: 21_600, step: 60 },
	'24h': { seconds: 86_400, step: 300 }
};

const PARTS = {
	overview: { path: '', every: 2_000 },
	holders: { path: '/holders', every: 2_000 },
	alerts: { path: '/alerts', every: 2_000 },
	suggestions: { path: '/suggestions', every: 6_000 },
	sizing: { path: '/sizing', every: 6_000 },
	budget: { path: '/budget', every: 10_000 }
};

const CURVES_EVERY = 10_000;

const WHOLE_HISTORY_EVERY = 120_000;

export function createStore(changed) {
	const state = {
		overview: null, holders: null, alerts: null, suggestions: null, sizing: null, budget: null,
		history: new Map(), summaries: new Map(), curves: new Map(),
		window: '15m', now: Date.now(), updated: null, failure: null, paused: false
	};
	const asked = new Map();
	let historyGeneration = 0;
	let busy = false;
	let again = false;

	const due = (what, every) => Date.now() - (asked.get(what) ?? 0) >= every - TICK / 4;

	async function refreshPart(name) {
		const part = PARTS[name];
		if (!due(name, part.every)) {
			return;
		}
		asked.set(name, Date.now());
		try {
			state[name] = await get(part.path);
			if (name === 'budget' && state.budget.servers.some((server) => !server.time && !server.note)) {
				// The servers are only being asked
				asked.delete(name);
			}
		}
		catch (failure) {
			// A view that does not exist here leaves its section out
			if (name === 'overview' || failure.status !== 404) {
				throw failure;
			}
			state[name] = null;
		}
	}

	async function refreshHistory() {
		const { seconds, step } = WINDOWS[state.window];
		if (!due('history', Math.min(step * 1000, 10_000))) {
			return;
		}
		const whole = due('whole-history', WHOLE_HISTORY_EVERY);
		const generation = historyGeneration;
		const sinceLast = Math.ceil((Date.now() - (asked.get('history') ?? 0)) / 1000);
		const length = (whole) ? seconds : Math.min(seconds, sinceLast + 3 * step);
		asked.set('history', Date.now());
		const [recent, summary] = await Promise.all([
			get(`/history?window=${length}s&step=${step}s`),
			get(`/history?window=${seconds}s&step=${seconds}s`)
		]);
		if (generation !== historyGeneration) {
			return;
		}
		if (whole) {
			asked.set('whole-history', Date.now());
			state.history.clear();
		}
		forEachPool(recent, (pool, history) => state.history.set(pool, merge(state.history.get(pool), history.samples, seconds)));
		forEachPool(summary, (pool, history) => state.summaries.set(pool, history.summary));
	}

	async function refreshCurves() {
		// A suggestion about a size is not shown without its curve for long
		const missing = state.suggestions?.suggestions.some((suggestion) => suggestion.predicted && !state.curves.has(suggestion.pool));
		if (!state.suggestions || !(missing || due('curves', CURVES_EVERY))) {
			return;
		}
		asked.set('curves', Date.now());
		const few = new Set(state.suggestions.notEnoughEvidence);
		for (const pool of Object.keys(state.overview?.pools ?? {})) {
			if (few.has(pool)) {
				state.curves.delete(pool);
				continue;
			}
			try {
				const curve = await get(`/predict/${encodeURIComponent(pool)}`);
				state.curves.set(pool, (curve?.predictions) ? curve : null);
			}
			catch (failure) {
				if (failure.status !== 404 && failure.status !== 409) {
					throw failure;
				}
				state.curves.delete(pool);
			}
		}
	}

	async function refresh(wanted = false) {
		if (busy) {
			again = again || wanted;
			return;
		}
		if ((state.paused && !wanted) || document.hidden) {
			return;
		}
		busy = true;
		try {
			await refreshPart('overview');
			await Promise.all([...Object.keys(PARTS).filter((name) => name !== 'overview').map(refreshPart), refreshHistory()]);
			await refreshCurves();
			state.failure = null;
			state.updated = Date.now();
		}
		catch (failure) {
			state.failure = failure;
			// Ask for all of it when it is back
			asked.clear();
		}
		finally {
			busy = false;
			state.now = Date.now();
			changed(state);
		}
		if (again) {
			again = false;
			await refresh(true);
		}
	}

	return {
		state,
		start() {
			refresh();
			setInterval(() => refresh(), TICK);
			document.addEventListener('visibilitychange', () => refresh());
		},
		refreshNow() {
			asked.clear();
			return refresh(true);
		},
		setWindow(window) {
			state.window = window;
			historyGeneration++;
			asked.delete('history');
			asked.delete('whole-history');
			refresh(true);
		},
		setPaused(paused) {
			state.paused = paused;
			refresh();
			changed(state);
		}
	};
}

export function windowSeconds(state) {
	return WINDOWS[state.window].seconds;
}

// Redis pools have the name that alerts and health give them
export function forEachPool(view, action) {
	Object.entries(view?.pools ?? {}).forEach(([name, value]) => action(name, value));
	Object.entries(view?.redis ?? {}).forEach(([name, value]) => action(`redis.${name}`, value));
}

function merge(known = [], recent, seconds) {
	const first = recent[0]?.time;
	const samples = [...known.filter((sample) => first === undefined || sample.time < first), ...recent];
	const begin = new Date(Date.now() - seconds * 1000).toISOString();
	return samples.filter((sample) => sample.time >= begin);
}
