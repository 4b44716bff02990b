// Who holds connections and what they do with them, what was alerted and decided, and the replicas
import { html, nothing } from './lit-html.js';
import { duration, millis, number, percent, time } from './format.js';
import { badge, empty, section, table } from './parts.js';

const MOST_ROWS = 12;

const opened = new Set();

function pool(row) {
	return html`${row.pool}${(row.replica) ? html` <span class="of">· ${row.replica}</span>` : nothing}`;
}

export function holders(state) {
	forget(state);
	const held = [...(state.holders?.held ?? [])].sort((one, other) => other.heldMillis - one.heldMillis);
	const columns = [
		{ title: 'Call-site', value: (row) => html`<code>${row.callSite}</code>${stack(row)}` },
		{ title: 'Pool', value: pool },
		{ title: 'Held for', number: true, value: (row) => millis(row.heldMillis) },
		{ title: 'Busy', number: true, value: (row) => percent(row.busyPercent) },
		{ title: 'Thread', value: (row) => row.thread }
	];
	return section('holders', 'Connections in use now', (held.length === 0) ? empty('No connection is in use.')
		: table('Connections in use now, oldest first', columns, held.slice(0, 3 * MOST_ROWS)),
	(held.length > 3 * MOST_ROWS) ? `The oldest ${3 * MOST_ROWS} of ${held.length}.` : nothing);
}

function forget(state) {
	const keys = new Set((state.holders?.held ?? []).map(keyOf));
	opened.forEach((key) => keys.has(key) || opened.delete(key));
}

function keyOf(row) {
	return `${row.pool} ${row.replica} ${row.thread} ${row.callSite}`;
}

// Whether a stack is shown stays with the connection, wherever its row moves to
function stack(row) {
	if (!row.stack) {
		return nothing;
	}
	const key = keyOf(row);
	const toggled = (event) => (event.target.open) ? opened.add(key) : opened.delete(key);
	return html`<details ?open=${opened.has(key)} @toggle=${toggled}><summary>Stack</summary><pre tabindex="0">${row.stack.join('\n')}</pre></details>`;
}

export function callSites(state) {
	const sites = [...(state.holders?.callSites ?? [])]
		.sort((one, other) => other.hold.count * other.hold.p50Millis - one.hold.count * one.hold.p50Millis);
	const columns = [
		{ title: 'Call-site', value: (row) => html`<code>${row.callSite}</code>` },
		{ title: 'Pool', value: pool },
		{ title: 'Share of the pool’s time', number: true, value: (row) => percent(row.sharePercent) },
		{ title: 'Borrows', number: true, value: (row) => `${(row.estimated) ? '~ ' : ''}${number(row.borrows)}` },
		{ title: 'Hold p50', number: true, value: (row) => millis(row.hold.p50Millis) },
		{ title: 'Hold p95', number: true, value: (row) => millis(row.hold.p95Millis) },
		{ title: 'Held idle', number: true, value: (row) => percent(row.idleInHoldPercent) },
		{ title: 'Remote calls meanwhile', number: true, value: (row) => (row.remoteCalls.count > 0) ? `${number(row.remoteCalls.count)}, ${millis(row.remoteCalls.totalMillis / row.remoteCalls.count)} each` : '0' }
	];
	return section('call-sites', 'Call-sites', (sites.length === 0) ? empty('Nothing is tracked yet: no connection has been borrowed and returned.')
		: table('What call-sites do with connections, those that hold them most first', columns, sites.slice(0, MOST_ROWS)),
	(sites.length > 0) ? 'Since the start or the last reset, those that hold connections most (borrows × median hold) first.' : nothing);
}

export function alerts(state) {
	const view = state.alerts;
	if (!view) {
		return nothing;
	}
	const columns = [
		{ title: 'Alert', value: (row) => badge(row.severity) },
		{ title: 'Pool', value: pool },
		{ title: 'What', value: (row) => html`<b>${row.alert}</b> ${row.message}` },
		{ title: 'Since', value: (row) => html`<time datetime=${row.since}>${time(row.since)}</time>` },
		{ title: 'Until', value: (row) => (row.until) ? html`<time datetime=${row.until}>${time(row.until)}</time>, ${duration(Date.parse(row.until) - Date.parse(row.since))}` : html`<b>now</b>` }
	];
	const rows = [...view.active, ...view.resolved].slice(0, MOST_ROWS);
	return section('alerts', 'Alerts', (rows.length === 0) ? empty('No alerts have been raised.') : table('Alerts, active ones first', columns, rows));
}

export function decisions(state) {
	if (!state.sizing) {
		return nothing;
	}
	const rows = state.sizing.decisions.slice(0, MOST_ROWS);
	const columns = [
		{ title: 'Time', value: (row) => html`<time datetime=${row.time}>${time(row.time)}</time>` },
		{ title: 'Pool', value: pool },
		{ title: 'Decision', value: (row) => html`<b>${row.kind.toLowerCase()}</b> ${setting(row)} ${change(row)}${(row.by) ? ` by ${row.by}` : ''}` },
		{ title: 'Because', value: (row) => row.because ?? '–' },
		{ title: 'Outcome', value: outcome }
	];
	return section('decisions', 'Sizing decisions', (rows.length === 0) ? empty('No size has been proposed or changed.')
		: table('Sizes that were proposed or set, newest first', columns, rows));
}

function setting(row) {
	return { 'maximum-pool-size': 'maximum', 'minimum-idle': 'minimum idle' }[row.setting] ?? row.setting ?? '';
}

function change(row) {
	return (row.from === row.to || row.to === undefined || row.to === null) ? `${row.from ?? ''}` : `${row.from} → ${row.to}`;
}

function outcome(row) {
	if (!row.outcome) {
		return '–';
	}
	const { p99WaitMillis: wait, borrowsPerSecond: rate } = row.outcome;
	return html`p99 wait ${millis(wait?.before)} → ${millis(wait?.after)}, ${number(rate?.before)} → ${number(rate?.after)} borrows a second`;
}

export function replicas(state) {
	const rows = Object.entries(state.overview?.pools ?? {})
		.flatMap(([name, stats]) => Object.entries(stats.replicas ?? {}).map(([replica, value]) => ({ pool: name, name: replica, ...value })));
	if (rows.length === 0) {
		return nothing;
	}
	const columns = [
		{ title: 'Replica', value: (row) => html`<b>${row.name}</b> <span class="of">of ${row.pool}</span>` },
		{ title: 'State', value: (row) => badge(row.status) },
		{ title: 'Lag', number: true, value: (row) => millis(row.lagMillis) },
		{ title: 'Reads go there', value: (row) => (row.fit) ? 'yes' : html`no${(row.reason) ? `: ${row.reason}` : ''}` },
		{ title: 'In use', number: true, value: (row) => (row.active === undefined) ? '–' : `${row.active} of ${row.maximumPoolSize}` },
		{ title: 'Hold p99', number: true, value: (row) => millis(row.hold?.p99Millis) }
	];
	return section('replicas', 'Replicas', table('Replicas of the pools', columns, rows));
}
