// A card for each pool: how it is now, and how it was over the window
import { html, nothing, svg } from './lit-html.js';
import { writable } from './api.js';
import { count, millis, percent } from './format.js';
import { badge, empty } from './parts.js';
import { forEachPool, windowSeconds } from './store.js';

const WINDOW_WORDS = { '5m': '5 minutes', '15m': '15 minutes', '1h': 'hour', '6h': '6 hours', '24h': '24 hours' };

export function pools(state, actions) {
	const cards = [];
	forEachPool(state.overview, (pool, stats) => cards.push(card(state, pool, stats, actions)));
	return html`<section id="pools" aria-labelledby="pools-title">
		<h2 id="pools-title" class="quiet">Pools</h2>
		${(cards.length > 0) ? html`<div class="cards">${cards}</div>` : empty('There are no pools. Name one under pools.jdbc or pools.redis.')}
	</section>`;
}

function card(state, pool, stats, actions) {
	const id = `pool-${pool.replace(/\W/g, '-')}`;
	return html`<article class="pool" data-pool=${pool} data-status=${stats.status} aria-labelledby=${id}>
		<header>
			<h3 id=${id}>${pool}</h3>
			${badge(stats.status)}
		</header>
		${gauge(stats)}
		${charts(state, pool, stats)}
		${figures(state, pool, stats)}
		${(writable && !pool.startsWith('redis.')) ? resize(pool, stats, actions) : nothing}
	</article>`;
}

function gauge(stats) {
	const most = Math.max(1, stats.maximumPoolSize, stats.total);
	const share = (value) => 100 * value / most;
	const text = `${stats.active} in use, ${stats.idle} idle, ${stats.maximumPoolSize} at most`;
	return html`<p class="now"><b>${stats.active}</b> in use <span class="of">of ${stats.maximumPoolSize}</span>
			<span>· ${stats.idle} idle</span>
			${(stats.pending > 0) ? html`<strong class="waiting">· ${stats.pending} waiting</strong>` : html`<span>· 0 waiting</span>`}</p>
		<svg class="gauge" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label=${text}>
			<rect class="track" width="100" height="6"></rect>
			${svg`<rect class="open" x=${share(stats.active)} width=${share(stats.idle)} height="6"></rect><rect class="used" width=${share(stats.active)} height="6"></rect>`}
		</svg>`;
}

function charts(state, pool, stats) {
	const samples = state.history.get(pool) ?? [];
	const window = WINDOW_WORDS[state.window];
	if (samples.length === 0) {
		return empty('Nothing is recorded in this window yet.');
	}
	const span = { samples, begin: state.now - windowSeconds(state) * 1000, end: state.now };
	const peak = Math.max(...samples.map((sample) => sample.peakActive));
	const pending = Math.max(...samples.map((sample) => sample.peakPending));
	const summary = state.summaries.get(pool);
	const connections = {
		...span, bands: bands(state, pool, span), decisions: decisions(state, pool),
		summary: `Connections of ${pool} in the last ${window}: at most ${peak} in use of ${stats.maximumPoolSize}, at most ${pending} threads waiting`
	};
	const waits = {
		...span,
		summary: (summary?.acquire.count > 0)
			? `Waits for ${pool} in the last ${window}: half of them up to ${millis(summary.acquire.p50Millis)}, 99 of 100 up to ${millis(summary.acquire.p99Millis)}`
			: `Waits for ${pool} in the last ${window}: no connection was borrowed`
	};
	return html`<figure class="chart" data-chart="connections">
			<figcaption>Connections <span class="key used">in use</span> <span class="key open">idle</span> <span class="key pending">waiting</span> <span class="key maximum">maximum</span></figcaption>
			<connections-chart .data=${connections}></connections-chart>
		</figure>
		<figure class="chart" data-chart="waits">
			<figcaption>Wait <span class="key p99">p99</span> <span class="key p95">p95</span> <span class="key p50">p50</span></figcaption>
			<waits-chart .data=${waits}></waits-chart>
		</figure>`;
}

function bands(state, pool, { begin, end }) {
	const tones = { EXHAUSTED: 'bad', CANNOT_CONNECT: 'bad', TIMEOUTS: 'bad' };
	return [...(state.alerts?.active ?? []), ...(state.alerts?.resolved ?? [])]
		.filter((alert) => alert.pool === pool && tones[alert.alert])
		.map((alert) => ({ from: Date.parse(alert.since), to: (alert.until) ? Date.parse(alert.until) : end, tone: tones[alert.alert] }))
		.filter((band) => band.to > begin);
}

function decisions(state, pool) {
	return (state.sizing?.decisions ?? []).filter((decision) => decision.pool === pool && decision.setting === 'maximum-pool-size' && decision.kind !== 'WITHDRAWN')
		.map((decision) => ({ at: Date.parse(decision.time), made: decision.kind !== 'PROPOSED' }));
}

function figures(state, pool, stats) {
	const summary = state.summaries.get(pool);
	const wait = summary?.acquire;
	const hold = summary?.hold;
	const idle = summary?.idleInHoldPercent ?? null;
	const failures = [
		[summary?.timeouts, 'timeout'], [summary?.rejected, 'refusal'], [summary?.failed, 'failed connect'],
		[summary?.nested, 'nested borrow']
	].filter(([value]) => value > 0).map(([value, one]) => count(value, one));
	return html`<dl class="figures">
		<div class="wide"><dt>Wait p50 / p95 / p99</dt><dd>${(wait?.count > 0) ? `${millis(wait.p50Millis)} / ${millis(wait.p95Millis)} / ${millis(wait.p99Millis)}` : '–'}</dd></div>
		<div><dt>Hold p50 / p99</dt><dd>${(hold?.count > 0) ? `${millis(hold.p50Millis)} / ${millis(hold.p99Millis)}` : '–'}</dd></div>
		<div><dt>Borrows</dt><dd>${(wait) ? wait.count.toLocaleString() : '–'}</dd></div>
		<div><dt>Busy share</dt><dd>${(idle === null) ? '–' : percent(100 - idle)}</dd></div>
		${(failures.length > 0) ? html`<div class="failures"><dt>In this window</dt><dd>${failures.join(', ')}</dd></div>` : nothing}
		${(stats.fallback?.active > 0) ? html`<div><dt>From ${stats.fallback.to}</dt><dd>${count(stats.fallback.active, 'connection')}</dd></div>` : nothing}
	</dl>`;
}

function resize(pool, stats, actions) {
	const id = `maximum-${pool}`;
	const submit = (event) => {
		event.preventDefault();
		const field = event.target.elements.maximum;
		actions.resize(pool, stats.maximumPoolSize, field.valueAsNumber);
	};
	return html`<details class="resize">
		<summary>Resize</summary>
		<form @submit=${submit}>
			<label for=${id}>Maximum of ${pool}</label>
			<input id=${id} name="maximum" type="number" min="1" max="10000" required value=${stats.maximumPoolSize}>
			<button data-action="resize">Set …</button>
		</form>
	</details>`;
}
