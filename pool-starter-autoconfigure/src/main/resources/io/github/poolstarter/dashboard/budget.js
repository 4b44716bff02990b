// The connections of each database server as one bar: what our pools may take and have open, what others have, what is left
import { html, nothing, svg } from './lit-html.js';
import { number, time } from './format.js';
import { section } from './parts.js';

const STALE = 60_000;

export function budget(state) {
	const servers = state.budget?.servers ?? [];
	return (servers.length === 0) ? nothing : section('budget', 'Connections of the servers', servers.map((account) => server(account, state)));
}

function server(account, state) {
	const parts = partsOf(account);
	return html`<div class="server">
		<h3><code>${account.database}</code></h3>
		${(parts) ? bar(parts) : html`<p>${account.note ?? 'The limits of the server are not known.'} Our pools may take ${number(account.claimed)}.</p>`}
		${over(account)}
		${(parts && account.note) ? html`<p class="note">${account.note}</p>` : nothing}
		${(account.time && state.now - Date.parse(account.time) > STALE) ? html`<p class="note">The server was last queried at ${time(account.time)}.</p>` : nothing}
	</div>`;
}

// What is usable may be a role's limit, which others do not count towards
function over(account) {
	const left = account.maxConnections - (account.reserved ?? 0) - (account.others ?? 0);
	const least = Math.min(account.usable ?? Infinity, (account.maxConnections) ? left : Infinity);
	return (account.claimed > least) ? html`<p class="over"><b>Over the limit:</b> our pools may take ${account.claimed}, but only ${Math.max(0, least)} are available.</p>` : nothing;
}

function partsOf(account) {
	if (!account.maxConnections) {
		return null;
	}
	const others = account.others ?? 0;
	const reserved = account.reserved ?? 0;
	const pools = (account.pools ?? []).map((pool, index) => ({
		name: (pool.replica) ? `${pool.pool}/${pool.replica}` : pool.pool, value: pool.maximumPoolSize, open: pool.total, kind: `ours ours-${index % 6}`
	}));
	const taken = pools.reduce((sum, pool) => sum + pool.value, 0);
	const free = Math.max(0, account.maxConnections - others - reserved - taken);
	return {
		all: Math.max(account.maxConnections, others + reserved + taken), max: account.maxConnections,
		list: [...pools, { name: 'others', value: others, kind: 'others' }, { name: 'free', value: free, kind: 'free' },
			{ name: 'reserved', value: reserved, kind: 'reserved' }].filter((part) => part.value > 0)
	};
}

function bar({ all, max, list }) {
	let from = 0;
	const placed = list.map((part) => {
		const place = { ...part, x: 100 * from / all, width: 100 * part.value / all };
		from += part.value;
		return place;
	});
	const text = list.map((part) => `${part.name} ${part.value}${(part.open !== undefined) ? ` (${part.open} open)` : ''}`).join(', ');
	return html`<svg class="budget-bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="Of ${max} connections: ${text}">
			${placed.map((part) => svg`<rect class=${part.kind} x=${part.x} width=${Math.max(0, part.width - 0.15)} height="10"></rect>
				${(part.open !== undefined) ? svg`<rect class="open ${part.kind}" x=${part.x} width=${Math.max(0, 100 * Math.min(part.open, part.value) / all - 0.15)} y="0" height="10"></rect>` : nothing}`)}
			${(all > max) ? svg`<rect class="limit" x=${100 * max / all} width="0.4" height="10"></rect>` : nothing}
		</svg>
		<ul class="parts">${list.map((part) => html`<li><span class="swatch ${part.kind}"></span>${part.name} <b>${part.value}</b>${(part.open !== undefined) ? html` <span class="of">${part.open} open</span>` : nothing}</li>`)}
			<li class="of">of ${max} connections</li></ul>`;
}
