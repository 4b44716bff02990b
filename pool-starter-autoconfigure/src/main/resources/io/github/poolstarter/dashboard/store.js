// What is known of the pools, and when it is asked for again. Each part has a rhythm of its
// own; the history is asked for in full once in a while, and else only for what is new.
// Only the overview tells whether the application answers: a part that fails is missing by itself.
import { get, serverNow } from './api.js';

const TICK = 2_000;

const WINDOWS = {
	'5m': { seconds: 300, step: 1 },
	'15m': { seconds: 900, step: 10 },
	'1h': { seconds: 3_600, step: 10 },
	'6h': { seconds: 21_600, step: 60 },
	'24h': { seconds: 86_400, step: 300 }
};

const PARTS = {
	holders: { path: '/holders', every: 2_000 },
	alerts: { path: '/alerts', every: 2_000 },
	suggestions: { path: '/suggestions', every: 6_000 },
	sizing: { path: '/sizing', every: 6_000 },
	budget: { path: '/budget', every: 10_000 }
};

const CURVES_EVERY = 10_000;

const WHOLE_HISTORY_EVERY = 120_000;

const HIDDEN_EVERY = 10_000;

const ABSENT_FOR = 60_000;

export function createStore(changed) {
	const state = {
		overview: null, holders: null, alerts: null, suggestions: null, sizing: null, budget: null,
		history: new Map(), summaries: new Map(), curves: new Map(), shownCurves: new Set(), missing: new Map(),
		window: '15m', now: Date.now(), updated: null, failure: null, paused: false
	};
	const asked = new Map();
	let historyGeneration = 0;
	let busy = false;
	let again = false;
	let curvesBusy = false;

	const due = (what, every) => Date.now() - (asked.get(what) ?? 0) >= every - TICK / 4;

	async function refreshOverview(every) {
		if (due('overview', every)) {
			asked.set('overview', Date.now());
			state.overview = await get();
			state.updated = serverNow();
		}
	}

	async function refreshPart(name) {
		const part = PARTS[name];
		if (!due(name, part.every)) {
			return;
		}
		asked.set(name, Date.now());
		state[name] = await get(part.path);
		if (name === 'budget' && state.budget.servers.some((server) => !server.time && !server.note)) {
			// The servers are only being asked
			asked.delete(name);
		}
	}

	async function refreshHistory() {
		const { seconds, step } = WINDOWS[state.window];
		if (!due('history', Math.min(step * 1000, 10_000))) {
			return;
		}
		const whole = due('whole history', WHOLE_HISTORY_EVERY);
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
			asked.set('whole history', Date.now());
			state.history.clear();
		}
		forEachPool(recent, (pool, history) => state.history.set(pool, merge(state.history.get(pool), history.samples, seconds)));
		forEachPool(summary, (pool, history) => state.summaries.set(pool, history.summary));
	}

	// A view that does not exist here leaves its section out; one that fails is named
	async function attempt(name, refreshing) {
		try {
			await refreshing;
			state.missing.delete(name);
		}
		catch (failure) {
			if (failure.status === 404) {
				state[name] = null;
				asked.set(name, Date.now() + ABSENT_FOR);
			}
			else {
				state.missing.set(name, failure.message);
				asked.delete(name);
			}
		}
	}

	// Curves take the application some work, and nothing waits for them
	async function refreshCurves() {
		const wanted = new Set([...state.shownCurves, ...(state.suggestions?.suggestions ?? [])
			.filter((suggestion) => suggestion.property?.endsWith('maximum-pool-size')).map((suggestion) => suggestion.pool)]);
		const missing = [...wanted].some((pool) => !state.curves.has(pool));
		if (curvesBusy || wanted.size === 0 || !(missing || due('curves', CURVES_EVERY))) {
			return;
		}
		curvesBusy = true;
		asked.set('curves', Date.now());
		for (const pool of wanted) {
			try {
				const curve = await get(`/predict/${encodeURIComponent(pool)}`);
				state.curves.set(pool, (curve?.predictions) ? curve : null);
			}
			catch {
				// Not enough is known any more, or it is asked for again
				state.curves.set(pool, null);
			}
		}
		curvesBusy = false;
		changed(state);
	}

	async function refreshAll() {
		await refreshOverview((document.hidden) ? HIDDEN_EVERY : TICK);
		state.failure = null;
		if (!document.hidden) {
			await Promise.all([...Object.keys(PARTS).map((name) => attempt(name, refreshPart(name))), attempt('history', refreshHistory())]);
			refreshCurves();
		}
	}

	async function refresh(wanted = false) {
		if (busy) {
			again = again || wanted;
			return;
		}
		if (state.paused && !wanted) {
			return;
		}
		busy = true;
		try {
			await refreshAll();
		}
		catch (failure) {
			state.failure = failure;
			asked.clear();
		}
		busy = false;
		state.now = serverNow();
		changed(state);
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
			asked.delete('whole history');
			refresh(true);
		},
		setPaused(paused) {
			state.paused = paused;
			refresh();
			changed(state);
		},
		showCurve(pool, shown) {
			if (shown) {
				state.shownCurves.add(pool);
				refreshCurves();
			}
			else {
				state.shownCurves.delete(pool);
			}
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
	const begin = new Date(serverNow() - seconds * 1000).toISOString();
	return samples.filter((sample) => sample.time >= begin);
}
