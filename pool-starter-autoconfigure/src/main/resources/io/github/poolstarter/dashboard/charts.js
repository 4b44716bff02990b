// Charts as custom elements, drawn by Chart.js, which is a script of its own (window.Chart).
// The element is kept while its data changes, so that nothing flickers.
import { axisTime, millis, number, time } from './format.js';

// The same for all, so that the charts of a pool stand under each other
const AXIS_WIDTH = 56;

const STEP_TEXT = 'Left and right arrow keys read the values';

function colour(name) {
	return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/**
 * What all charts do: follow the theme, and be read by keyboard. A subclass gives `options()`
 * and `datasets()`, and `textAt(index)` for who cannot see it.
 */
class BaseChart extends HTMLElement {

	#chart = null;

	#data = null;

	#readout = null;

	#pointed = null;

	#retheme = () => this.#rebuild();

	set data(data) {
		this.#data = data;
		this.#update();
	}

	get data() {
		return this.#data;
	}

	connectedCallback() {
		document.addEventListener('pools-theme', this.#retheme);
		this.#rebuild();
	}

	disconnectedCallback() {
		document.removeEventListener('pools-theme', this.#retheme);
		this.#destroy();
	}

	#destroy() {
		this.#chart?.destroy();
		this.#chart = null;
	}

	#rebuild() {
		this.#destroy();
		if (!this.isConnected || !this.#data) {
			return;
		}
		const canvas = document.createElement('canvas');
		canvas.tabIndex = 0;
		canvas.setAttribute('role', 'img');
		canvas.addEventListener('keydown', (event) => this.#read(event));
		canvas.addEventListener('blur', () => this.#point(null));
		const box = document.createElement('div');
		box.className = 'canvas';
		box.append(canvas);
		this.#readout = document.createElement('output');
		this.#readout.className = 'quiet';
		this.replaceChildren(box, this.#readout);
		this.#chart = new window.Chart(canvas, {
			type: 'line',
			data: { datasets: this.datasets(colour) },
			options: {
				animation: false, parsing: false, normalized: true, responsive: true, maintainAspectRatio: false,
				font: { family: getComputedStyle(this).fontFamily },
				interaction: { mode: 'index', intersect: false, axis: 'x' },
				elements: { point: { radius: 0, hitRadius: 8 }, line: { borderWidth: 1.5 } },
				...this.options(colour)
			},
			plugins: [{ id: 'marks', beforeDatasetsDraw: (chart) => this.marks(chart, colour) }]
		});
		this.#label();
	}

	#update() {
		if (!this.#chart) {
			this.#rebuild();
			return;
		}
		const fresh = this.datasets(colour);
		if (fresh.length !== this.#chart.data.datasets.length) {
			this.#rebuild();
			return;
		}
		fresh.forEach((dataset, index) => {
			this.#chart.data.datasets[index].data = dataset.data;
		});
		Object.assign(this.#chart.options.scales.x, this.options(colour).scales.x);
		this.#chart.update('none');
		this.#label();
	}

	#label() {
		this.#chart.canvas.setAttribute('aria-label', `${this.#data.summary}. ${STEP_TEXT}.`);
	}

	#read(event) {
		const last = (this.#chart.data.datasets[0]?.data.length ?? 0) - 1;
		const step = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
		if (step === undefined || last < 0) {
			return;
		}
		event.preventDefault();
		const from = this.#pointed ?? ((step > 0) ? -1 : last + 1);
		this.#point(Math.max(0, Math.min(last, from + step)));
	}

	#point(index) {
		this.#pointed = index;
		if (!this.#chart) {
			return;
		}
		const elements = (index === null) ? [] : this.#chart.data.datasets
			.map((dataset, datasetIndex) => ({ datasetIndex, index }))
			.filter(({ datasetIndex }) => this.#chart.isDatasetVisible(datasetIndex) && this.#chart.data.datasets[datasetIndex].data[index]?.y !== null);
		this.#chart.setActiveElements(elements);
		this.#chart.tooltip.setActiveElements(elements, { x: 0, y: 0 });
		this.#chart.update('none');
		this.#readout.textContent = (index === null) ? '' : this.textAt(index);
	}

	marks() {
	}

}

function grid(colour) {
	return { color: colour('grid'), tickLength: 4 };
}

function ticks(colour, callback) {
	return { color: colour('muted'), font: { size: 11 }, maxRotation: 0, autoSkipPadding: 18, callback };
}

function tooltip(colour, title, label, filter) {
	return {
		backgroundColor: colour('tooltip'), titleColor: colour('tooltip-ink'), bodyColor: colour('tooltip-ink'), padding: 8, boxPadding: 4,
		callbacks: { title, label }, filter
	};
}

/**
 * Something over time. data: { samples, begin, end, summary, bands: [{ from, to, tone }], decisions: [{ time }] }
 */
class TimeChart extends BaseChart {

	options(colour) {
		const { begin, end } = this.data;
		const seconds = end - begin <= 20 * 60_000;
		return {
			scales: {
				x: { type: 'linear', min: begin, max: end, grid: { ...grid(colour), drawOnChartArea: false }, border: { color: colour('line') },
					afterBuildTicks: (axis) => { axis.ticks = evenly(axis.min, axis.max); },
					ticks: ticks(colour, (value) => axisTime(value, seconds && end - begin < 10 * 60_000)) },
				y: { beginAtZero: true, border: { display: false }, grid: grid(colour), stacked: this.stacked,
					suggestedMax: this.leastTop, afterFit: (axis) => { axis.width = AXIS_WIDTH; }, ticks: { ...ticks(colour, (value) => this.unit(value)), maxTicksLimit: 5, ...this.tickOptions } }
			},
			plugins: {
				legend: { display: false },
				tooltip: tooltip(colour, (items) => time(items[0].raw.x),
					(item) => ` ${item.dataset.label}: ${this.unit(item.raw.y)}`, (item) => item.raw.y !== null)
			}
		};
	}

	points(value) {
		return this.data.samples.map((sample) => ({ x: Date.parse(sample.time), y: value(sample) }));
	}

	// Where an alert was raised, and where the size was decided on
	marks(chart, colour) {
		const { ctx, chartArea: area, scales: { x } } = chart;
		ctx.save();
		ctx.beginPath();
		ctx.rect(area.left, area.top, area.width, area.height);
		ctx.clip();
		for (const band of this.data.bands ?? []) {
			const left = x.getPixelForValue(band.from);
			const right = Math.max(left + 2, x.getPixelForValue(band.to));
			ctx.fillStyle = colour(`band-${band.tone}`);
			ctx.fillRect(left, area.top, right - left, area.height);
			ctx.fillStyle = colour(band.tone);
			ctx.fillRect(left, area.top, right - left, 3);
		}
		for (const decision of this.data.decisions ?? []) {
			const at = x.getPixelForValue(decision.at);
			ctx.strokeStyle = colour('ink');
			ctx.setLineDash((decision.made) ? [] : [2, 3]);
			ctx.beginPath();
			ctx.moveTo(at, area.top + 7);
			ctx.lineTo(at, area.bottom);
			ctx.stroke();
			ctx.fillStyle = colour('ink');
			ctx.beginPath();
			ctx.moveTo(at - 5, area.top);
			ctx.lineTo(at + 5, area.top);
			ctx.lineTo(at, area.top + 8);
			ctx.fill();
		}
		ctx.restore();
	}

}

function evenly(begin, end) {
	const minutes = [1, 2, 5, 15, 60, 120, 240];
	const step = (minutes.find((each) => (end - begin) / (each * 60_000) <= 7) ?? 240) * 60_000;
	const offset = new Date(end).getTimezoneOffset() * 60_000;
	const ticks = [];
	for (let at = Math.ceil((begin - offset) / step) * step + offset; at <= end; at += step) {
		ticks.push({ value: at });
	}
	return ticks;
}

class ConnectionsChart extends TimeChart {

	stacked = true;

	leastTop = 4;

	tickOptions = { precision: 0 };

	unit(value) {
		return number(value);
	}

	datasets(colour) {
		const active = (sample) => sample.peakActive;
		return [
			{ label: 'in use', stack: 'open', data: this.points(active), fill: 'origin', stepped: 'after',
				borderColor: colour('active'), backgroundColor: colour('active-fill') },
			{ label: 'idle', stack: 'open', data: this.points((sample) => Math.max(0, sample.total - active(sample))), fill: '-1', stepped: 'after',
				borderWidth: 1, borderColor: colour('idle'), backgroundColor: colour('idle-fill') },
			{ label: 'waiting', stack: 'pending', data: this.points((sample) => sample.peakPending), stepped: 'after',
				borderColor: colour('pending'), borderWidth: 2, borderDash: [5, 2] },
			{ label: 'maximum', stack: 'maximum', data: this.points((sample) => sample.maximumPoolSize), stepped: 'after',
				borderColor: colour('muted'), borderWidth: 1, borderDash: [2, 3] }
		];
	}

	textAt(index) {
		const sample = this.data.samples[index];
		return `${time(sample.time)}: ${sample.peakActive} in use of ${sample.maximumPoolSize}, ${sample.peakPending} waiting`;
	}

}

class WaitsChart extends TimeChart {

	stacked = false;

	leastTop = 1;

	tickOptions = {};

	unit(value) {
		return millis(value);
	}

	datasets(colour) {
		const wait = (percentile) => this.points((sample) => (sample.acquire.count > 0) ? sample.acquire[percentile] : null);
		// A point by itself has no line
		const pointRadius = ({ dataIndex, dataset: { data } }) =>
			(((data[dataIndex - 1]?.y ?? null) === null) && ((data[dataIndex + 1]?.y ?? null) === null)) ? 2 : 0;
		return [
			{ label: 'p99', data: wait('p99Millis'), borderColor: colour('p99'), backgroundColor: colour('p99'), borderWidth: 2, pointRadius },
			{ label: 'p95', data: wait('p95Millis'), borderColor: colour('p95'), backgroundColor: colour('p95'), borderDash: [5, 2], pointRadius },
			{ label: 'p50', data: wait('p50Millis'), borderColor: colour('p50'), backgroundColor: colour('p50'), borderDash: [1.5, 2], pointRadius }
		];
	}

	textAt(index) {
		const { time: end, acquire } = this.data.samples[index];
		return (acquire.count === 0) ? `${time(end)}: no borrow`
			: `${time(end)}: p50 ${millis(acquire.p50Millis)}, p95 ${millis(acquire.p95Millis)}, p99 ${millis(acquire.p99Millis)}`;
	}

}

const LEAST_MILLIS = 0.1;

/**
 * The predicted wait by size, as a band from low to high.
 * data: { predictions, currentSize, suggestedSize, targetWaitMillis, summary }
 */
class CurveChart extends BaseChart {

	options(colour) {
		const sizes = this.data.predictions.map((prediction) => prediction.size);
		return {
			scales: {
				x: { type: 'linear', min: Math.min(...sizes), max: Math.max(...sizes), grid: { ...grid(colour), drawOnChartArea: false }, border: { color: colour('line') },
					ticks: { ...ticks(colour, (value) => number(value)), precision: 0 },
					title: { display: true, text: 'connections', color: colour('muted'), font: { size: 11 } } },
				y: { type: 'logarithmic', min: LEAST_MILLIS, border: { display: false }, grid: grid(colour),
					ticks: ticks(colour, (value) => decade(value)) }
			},
			plugins: {
				legend: { display: false },
				tooltip: tooltip(colour, (items) => `${items[0].raw.x} connections`, (item) => this.#line(item.dataIndex),
					(item) => item.datasetIndex === 1)
			}
		};
	}

	datasets(colour) {
		const { predictions, targetWaitMillis } = this.data;
		const dashed = { borderDash: (segment) => (this.data.predictions[segment.p1DataIndex]?.extrapolated) ? [3, 3] : undefined };
		const bound = (which) => predictions.map((prediction) => ({ x: prediction.size, y: Math.max(LEAST_MILLIS, prediction.p99WaitMillis[which]) }));
		return [
			{ label: 'low', data: bound('low'), borderColor: colour('active'), borderWidth: 1, segment: dashed },
			{ label: 'high', data: bound('high'), borderColor: colour('active'), backgroundColor: colour('active-fill'), borderWidth: 2, fill: '-1', segment: dashed },
			{ label: 'target', data: predictions.map((prediction) => ({ x: prediction.size, y: Math.max(LEAST_MILLIS, targetWaitMillis) })),
				borderColor: colour('good'), borderDash: [6, 3], borderWidth: 1.5 }
		];
	}

	marks(chart, colour) {
		const { currentSize, suggestedSize } = this.data;
		upright(chart, currentSize, 'now', colour('ink'), [], 0);
		if (suggestedSize && suggestedSize !== currentSize) {
			upright(chart, suggestedSize, 'suggested', colour('good'), [4, 2], 13);
		}
	}

	#line(index) {
		const { p99WaitMillis: p99, extrapolated, serverBound, timeouts } = this.data.predictions[index];
		return ` p99 wait ${millis(p99.low)} to ${millis(p99.high)}${timeouts ? `, ${timeouts} timeouts` : ''}`
			+ `${extrapolated ? ' (beyond what was observed)' : ''}${serverBound ? ' (the server does no more work)' : ''}`;
	}

	textAt(index) {
		return `${this.data.predictions[index].size} connections:${this.#line(index)}`;
	}

}

function decade(value) {
	const isPower = Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;
	return (isPower) ? `${(value === LEAST_MILLIS) ? '≤ ' : ''}${millis(value)}` : null;
}

function upright(chart, value, text, stroke, dash, down) {
	const { ctx, chartArea: area, scales: { x } } = chart;
	const at = x.getPixelForValue(value);
	ctx.save();
	ctx.strokeStyle = stroke;
	ctx.fillStyle = stroke;
	ctx.setLineDash(dash);
	ctx.beginPath();
	ctx.moveTo(at, area.top);
	ctx.lineTo(at, area.bottom);
	ctx.stroke();
	ctx.font = `600 11px ${getComputedStyle(document.body).fontFamily}`;
	ctx.textBaseline = 'top';
	const fits = at + ctx.measureText(text).width + 5 < area.right;
	ctx.textAlign = (fits) ? 'left' : 'right';
	ctx.fillText(text, at + ((fits) ? 4 : -4), area.top + down);
	ctx.restore();
}

customElements.define('connections-chart', ConnectionsChart);
customElements.define('waits-chart', WaitsChart);
customElements.define('wait-curve', CurveChart);
