// Small pieces that several sections draw
import { html, nothing, svg } from './lit-html.js';

const SHAPES = {
	UP: svg`<path d="M3 8.5l3.5 3.5L13 4.5" fill="none" stroke="currentColor" stroke-width="2.2"/>`,
	BUSY: svg`<path d="M8 1.8L15 14H1z" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round"/><path d="M8 6v4M8 11.5v1" stroke="currentColor" stroke-width="1.8"/>`,
	EXHAUSTED: svg`<rect x="2" y="2" width="3.2" height="12" fill="currentColor"/><rect x="6.4" y="2" width="3.2" height="12" fill="currentColor"/><rect x="10.8" y="2" width="3.2" height="12" fill="currentColor"/>`,
	INFO: svg`<circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M8 7v5M8 4v1.4" stroke="currentColor" stroke-width="1.8"/>`,
	DOWN: svg`<path d="M3.5 3.5l9 9m0-9l-9 9" stroke="currentColor" stroke-width="2.4"/>`
};

const SHAPE_OF = {
	UP: 'UP', BUSY: 'BUSY', EXHAUSTED: 'EXHAUSTED', DOWN: 'DOWN',
	LAGGING: 'BUSY', UNKNOWN: 'BUSY',
	LOW: 'INFO', MEDIUM: 'BUSY', HIGH: 'EXHAUSTED', WARNING: 'BUSY', CRITICAL: 'EXHAUSTED'
};

const TONE_OF = {
	UP: 'good', BUSY: 'warn', EXHAUSTED: 'bad', DOWN: 'bad', LAGGING: 'warn', UNKNOWN: 'plain',
	LOW: 'plain', MEDIUM: 'warn', HIGH: 'bad', WARNING: 'warn', CRITICAL: 'bad'
};

export function icon(word) {
	return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${SHAPES[SHAPE_OF[word] ?? 'BUSY']}</svg>`;
}

// A word that says how something is, with a shape, so that the colour only repeats it
export function badge(word) {
	return html`<span class="badge ${TONE_OF[word] ?? 'plain'}">${icon(word)}${word}</span>`;
}

export function tone(word) {
	return TONE_OF[word] ?? 'plain';
}

export function empty(text) {
	return html`<p class="empty" data-empty>${text}</p>`;
}

export function section(id, title, content, note = nothing) {
	return html`<section id=${id} aria-labelledby="${id}-title">
		<h2 id="${id}-title">${title}</h2>${note === nothing ? nothing : html`<p class="note">${note}</p>`}
		${content}
	</section>`;
}

/**
 * A table that becomes a list of its rows where the screen is narrow.
 * columns: [{ title, value: (row) => template, number: whether it is one }]
 */
export function table(caption, columns, rows) {
	return html`<div class="scroll"><table role="table">
		<caption class="quiet">${caption}</caption>
		<thead role="rowgroup"><tr role="row">${columns.map((column) => html`<th role="columnheader" scope="col" class=${(column.number) ? 'number' : ''}>${column.title}</th>`)}</tr></thead>
		<tbody role="rowgroup">${rows.map((row) => html`<tr role="row">${columns.map((column) => html`<td role="cell" class=${(column.number) ? 'number' : ''} data-label=${column.title}><div>${column.value(row)}</div></td>`)}</tr>`)}</tbody>
	</table></div>`;
}
