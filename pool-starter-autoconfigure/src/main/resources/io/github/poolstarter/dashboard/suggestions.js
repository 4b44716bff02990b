// What the tuning engine says: suggestions with what they rest on, and of which pools it says nothing, and why
import { html, nothing } from './lit-html.js';
import { writable } from './api.js';
import { named, range, words } from './format.js';
import { badge, empty, section } from './parts.js';

// By suggestion, whatever place it has
const opened = new Set();

export function suggestions(state, actions) {
	const view = state.suggestions;
	if (!view) {
		return nothing;
	}
	const content = html`
		${(view.suggestions.length > 0) ? html`<div class="suggestions">${view.suggestions.map((suggestion) => card(state, suggestion, actions))}</div>`
			: empty((view.noChange.length > 0) ? 'Nothing to change.' : 'Not enough is known yet to suggest anything.')}
		${others(state, view, actions)}`;
	return section('suggestions', 'Suggestions', content);
}

function card(state, suggestion, actions) {
	const curve = (suggestion.property?.endsWith('maximum-pool-size')) ? state.curves.get(suggestion.pool) : null;
	return html`<article class="suggestion" data-id=${suggestion.id} aria-label="Suggestion about ${suggestion.pool}">
		<header>${badge(suggestion.severity)}<h3>${suggestion.pool}</h3></header>
		<p class="issue">${suggestion.issue}</p>
		<p class="advice">${suggestion.suggestion}</p>
		${(suggestion.predicted) ? html`<p class="predicted">Predicted p99 wait: <b>${range(suggestion.predicted.p99WaitMillis)}</b></p>` : nothing}
		${(curve) ? curveOf(curve) : nothing}
		${(suggestion.yaml) ? yamlOf(suggestion, actions) : nothing}
		<details ?open=${opened.has(suggestion.id)} @toggle=${(event) => (event.target.open) ? opened.add(suggestion.id) : opened.delete(suggestion.id)}><summary>Evidence</summary>
			<dl class="evidence">${Object.entries(suggestion.evidence).map(([name, value]) => html`<div><dt>${words(name)}</dt><dd>${named(name, value)}</dd></div>`)}</dl>
		</details>
	</article>`;
}

function yamlOf(suggestion, actions) {
	return html`<div class="yaml">
		<pre tabindex="0" aria-label="YAML of the suggestion"><code>${suggestion.yaml}</code></pre>
		<p class="buttons">
			<button type="button" data-action="copy-yaml" @click=${(event) => actions.copy(suggestion.yaml, event.target.closest('.yaml').querySelector('code'), event.target)}>Copy YAML</button>
			${(writable) ? html`<button type="button" data-action="apply" @click=${() => actions.apply(suggestion)}>Apply …</button>` : nothing}
		</p>
	</div>`;
}

function curveOf(curve) {
	const current = curve.predictions.find((prediction) => prediction.size === curve.currentSize);
	const suggested = curve.predictions.find((prediction) => prediction.size === curve.suggestedSize);
	const summary = [
		`Predicted p99 wait for ${curve.pool}`,
		(current) ? `with ${current.size} connections, as now, ${range(current.p99WaitMillis)}` : null,
		(suggested && suggested !== current) ? `with ${suggested.size}, ${range(suggested.p99WaitMillis)}` : null,
		`the target is ${range({ low: curve.targetWaitMillis, high: curve.targetWaitMillis })}`
	].filter(Boolean).join(', ');
	return html`<figure class="chart" data-chart="curve">
		<figcaption>Predicted p99 wait by size <span class="key used">low to high</span> <span class="key target">target</span></figcaption>
		<wait-curve .data=${{ ...curve, summary }}></wait-curve>
		${(curve.serverBound && curve.knee) ? html`<p class="note">The server does no more work with more than ${curve.knee} connections, so more would not help.</p>` : nothing}
	</figure>`;
}

function others(state, view, actions) {
	const few = view.notEnoughEvidence;
	if (few.length === 0 && view.noChange.length === 0) {
		return nothing;
	}
	return html`<ul class="rest">
		${view.noChange.map((pool) => html`<li><b>${pool.pool}</b>: no change needed, because ${pool.because}
			<details ?open=${state.shownCurves.has(pool.pool)} @toggle=${(event) => actions.showCurve(pool.pool, event.target.open)}><summary>Predicted waits</summary>
				${(state.curves.get(pool.pool)) ? curveOf(state.curves.get(pool.pool)) : nothing}</details></li>`)}
		${few.map((pool) => html`<li><b>${pool}</b>: not enough evidence about its size${evidence(view.evidence?.[pool])}</li>`)}
	</ul>`;
}

function evidence(known) {
	return (known) ? html`, ${known.borrows.toLocaleString()} of ${known.needed.toLocaleString()} borrows
		<progress max=${known.needed} value=${Math.min(known.borrows, known.needed)} aria-label="Evidence"></progress>` : nothing;
}
