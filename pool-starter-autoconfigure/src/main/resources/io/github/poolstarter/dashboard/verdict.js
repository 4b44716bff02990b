// What an operator has to know first: which pool is in trouble, who holds it, and what to do
import { html, nothing } from './lit-html.js';
import { count, duration, time } from './format.js';
import { icon } from './parts.js';
import { forEachPool } from './store.js';

// A state is of this moment; an alert stays for a while, and so says what comes and goes between two looks
const ORDER = ['DOWN', 'EXHAUSTED', 'CANNOT_CONNECT', 'TIMEOUTS', 'BUSY', 'REPLICA', 'LEAK'];

const BAD = ['DOWN', 'EXHAUSTED', 'CANNOT_CONNECT', 'TIMEOUTS'];

const SHOWN_BY_ALERT = ['CANNOT_CONNECT', 'TIMEOUTS', 'EXHAUSTED', 'LEAK'];

/**
 * What is wrong, worst first: [{ pool, status, what, who, todo }]
 */
export function troubles(state) {
	const found = [];
	forEachPool(state.overview, (pool, stats) => {
		const alerts = (state.alerts?.active ?? []).filter((alert) => alert.pool === pool);
		const replica = Object.entries(stats.replicas ?? {}).find(([, each]) => !each.fit);
		const alert = SHOWN_BY_ALERT.map((kind) => alerts.find((each) => each.alert === kind)).find(Boolean);
		const trouble = ofStatus(pool, stats, alerts) ?? ofAlert(alert) ?? ofReplica(replica);
		if (trouble) {
			found.push({ pool, ...trouble, who: who(state, pool), todo: todo(state, pool) });
		}
	});
	return found.sort((one, other) => ORDER.indexOf(one.status) - ORDER.indexOf(other.status));
}

function ofStatus(pool, stats, alerts) {
	const what = {
		DOWN: () => alerts.find((alert) => alert.alert === 'CANNOT_CONNECT')?.message ?? 'its server cannot be reached',
		EXHAUSTED: () => `all ${stats.maximumPoolSize} connections are in use, and ${count(stats.pending, 'thread is', 'threads are')} waiting`,
		BUSY: () => `${stats.active} of ${stats.maximumPoolSize} connections are in use`
	}[stats.status];
	return (what) ? { status: stats.status, title: title(stats.status), what: what() } : null;
}

function ofAlert(alert) {
	return (alert) ? { status: alert.alert, title: title(`${alert.alert}_ALERT`), what: alert.message } : null;
}

function ofReplica(replica) {
	return (replica) ? { status: 'REPLICA', title: `runs without its replica ${replica[0]}`, what: replica[1].reason ?? `it is ${replica[1].status}` } : null;
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
		${found.map((trouble) => html`<div class="trouble ${(BAD.includes(trouble.status)) ? 'bad' : 'warn'}" data-trouble=${trouble.pool}>
			<h2>${icon((BAD.includes(trouble.status)) ? 'EXHAUSTED' : 'BUSY')}<span><b>${trouble.pool}</b> ${trouble.title}: ${trouble.what}</span></h2>
			<dl>
				${(trouble.who) ? html`<div><dt>Who</dt><dd>${trouble.who.map((site, index) => html`${(index > 0) ? '; ' : ''}<code>${site.callSite}</code> has ${count(site.connections, 'connection')}, the oldest for ${duration(site.oldest)}`)}</dd></div>` : nothing}
				${(trouble.todo) ? html`<div><dt>What to do</dt><dd>${trouble.todo}</dd></div>` : nothing}
			</dl>
		</div>`)}
	</section>`;
}

function title(status) {
	return {
		DOWN: 'is down', EXHAUSTED: 'is exhausted', BUSY: 'is busy', LEAK_ALERT: 'may leak', TIMEOUTS_ALERT: 'has borrowers that time out',
		CANNOT_CONNECT_ALERT: 'cannot connect', EXHAUSTED_ALERT: 'was exhausted a moment ago'
	}[status];
}

// What was well when the application last answered may be the reason why it no longer does
function unknown(state, found) {
	const last = (found.length === 0) ? 'all pools had connections available'
		: found.map((trouble) => `${trouble.pool} ${trouble.title}`).join(', ');
	return html`<section class="verdict" id="verdict" aria-label="How it was">
		<div class="trouble warn"><h2>${icon('BUSY')}<span>The state of the pools is <b>not known</b>. At ${time(state.updated)}: ${last}.</span></h2></div>
	</section>`;
}

function calm(state) {
	let pools = 0;
	forEachPool(state.overview, () => pools++);
	const advice = state.suggestions?.suggestions.filter((suggestion) => suggestion.severity === 'HIGH') ?? [];
	return html`<section class="verdict" id="verdict" aria-label="How it is">
		<div class="trouble good">
			<h2>${icon('UP')}<span>${(pools === 1) ? 'The pool has' : `All ${pools} pools have`} connections available</span></h2>
			${(advice.length > 0) ? html`<dl><div><dt>Still</dt><dd><a href="#suggestions">${count(advice.length, 'suggestion')} of high severity</a>: ${advice[0].suggestion}</dd></div></dl>` : nothing}
		</div>
	</section>`;
}
