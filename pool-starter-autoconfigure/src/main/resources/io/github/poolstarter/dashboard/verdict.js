// What an operator has to know first: which pool is in trouble, who holds it, and what to do
import { html, nothing } from './lit-html.js';
import { count, duration, time } from './format.js';
import { icon, tone } from './parts.js';
import { forEachPool } from './store.js';

const ORDER = ['DOWN', 'EXHAUSTED', 'BUSY', 'LEAK', 'UP'];

/**
 * What is wrong, worst first: [{ pool, status, what, who, todo }]
 */
export function troubles(state) {
	const found = [];
	forEachPool(state.overview, (pool, stats) => {
		const alerts = (state.alerts?.active ?? []).filter((alert) => alert.pool === pool);
		const leak = alerts.find((alert) => alert.alert === 'LEAK');
		if (stats.status === 'UP' && !leak) {
			return;
		}
		found.push({ pool, status: (stats.status === 'UP') ? 'LEAK' : stats.status, what: what(pool, stats, alerts, leak), who: who(state, pool), todo: todo(state, pool) });
	});
	return found.sort((one, other) => ORDER.indexOf(one.status) - ORDER.indexOf(other.status));
}

function what(pool, stats, alerts, leak) {
	switch (stats.status) {
		case 'DOWN':
			return alerts.find((alert) => alert.alert === 'CANNOT_CONNECT')?.message ?? 'its server cannot be reached';
		case 'EXHAUSTED':
			return `all ${stats.maximumPoolSize} connections are out, and ${count(stats.pending, 'thread waits', 'threads wait')}`;
		case 'BUSY':
			return `${stats.active} of ${stats.maximumPoolSize} connections are out`;
		default:
			return leak.message;
	}
}

function who(state, pool) {
	const held = (state.holders?.held ?? []).filter((holder) => holder.pool === pool);
	if (held.length === 0) {
		return null;
	}
	const sites = new Map();
	held.forEach((holder) => sites.set(holder.callSite, [...(sites.get(holder.callSite) ?? []), holder.heldMillis]));
	return [...sites].sort((one, other) => other[1].length - one[1].length).slice(0, 3)
		.map(([callSite, ages]) => ({ callSite, connections: ages.length, oldest: Math.max(...ages) }));
}

function todo(state, pool) {
	return (state.suggestions?.suggestions ?? []).find((suggestion) => suggestion.pool === pool)?.suggestion ?? null;
}

export function verdict(state) {
	const found = troubles(state);
	if (state.failure) {
		return unknown(state, found);
	}
	if (found.length === 0) {
		return calm(state);
	}
	return html`<section class="verdict" id="verdict" aria-label="What is wrong">
		${found.map((trouble) => html`<div class="trouble ${(trouble.status === 'LEAK') ? 'warn' : tone(trouble.status)}" data-trouble=${trouble.pool}>
			<h2>${icon((trouble.status === 'LEAK') ? 'BUSY' : trouble.status)}<span><b>${trouble.pool}</b> ${title(trouble.status)}: ${trouble.what}</span></h2>
			<dl>
				${(trouble.who) ? html`<div><dt>Who</dt><dd>${trouble.who.map((site, index) => html`${(index > 0) ? '; ' : ''}<code>${site.callSite}</code> has ${count(site.connections, 'connection')}, the oldest for ${duration(site.oldest)}`)}</dd></div>` : nothing}
				${(trouble.todo) ? html`<div><dt>What to do</dt><dd>${trouble.todo}</dd></div>` : nothing}
			</dl>
		</div>`)}
	</section>`;
}

function title(status) {
	return { DOWN: 'is down', EXHAUSTED: 'is exhausted', BUSY: 'is busy', LEAK: 'may leak' }[status];
}

// What was well when the application last answered may be the reason why it no longer does
function unknown(state, found) {
	const last = (found.length === 0) ? 'all pools had connections to give'
		: found.map((trouble) => `${trouble.pool} was ${trouble.status}`).join(', ');
	return html`<section class="verdict" id="verdict" aria-label="How it was">
		<div class="trouble warn"><h2>${icon('BUSY')}<span>How the pools are is <b>not known</b>. At ${time(state.updated)} ${last}.</span></h2></div>
	</section>`;
}

function calm(state) {
	let pools = 0;
	forEachPool(state.overview, () => pools++);
	const advice = state.suggestions?.suggestions.filter((suggestion) => suggestion.severity === 'HIGH') ?? [];
	return html`<section class="verdict" id="verdict" aria-label="How it is">
		<div class="trouble good">
			<h2>${icon('UP')}<span>${(pools === 1) ? 'The pool has' : `All ${pools} pools have`} connections to give</span></h2>
			${(advice.length > 0) ? html`<dl><div><dt>Still</dt><dd><a href="#suggestions">${count(advice.length, 'suggestion')} of high severity</a>: ${advice[0].suggestion}</dd></div></dl>` : nothing}
		</div>
	</section>`;
}
