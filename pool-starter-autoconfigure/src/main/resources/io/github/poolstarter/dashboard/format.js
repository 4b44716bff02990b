// Figures as people read them. Absence is a dash.

export const NONE = '–';

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const shortClock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const dayAndClock = new Intl.DateTimeFormat(undefined,
	{ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const fine = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 2 });

export function millis(value) {
	if (value === null || value === undefined) {
		return NONE;
	}
	if (value < 1) {
		return `${fine.format(value)} ms`;
	}
	if (value < 1000) {
		return `${(value < 10) ? tenths.format(value) : whole.format(value)} ms`;
	}
	return (value < 60_000) ? `${tenths.format(value / 1000)} s` : duration(value);
}

export function duration(value) {
	const seconds = Math.floor(value / 1000);
	if (seconds < 60) {
		return (value < 10_000) ? `${tenths.format(value / 1000)} s` : `${seconds} s`;
	}
	if (seconds < 3600) {
		return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
	}
	const hours = Math.floor(seconds / 3600);
	return (hours < 48) ? `${hours} h ${Math.floor(seconds % 3600 / 60)} min` : `${Math.floor(hours / 24)} days`;
}

export function range(millisRange) {
	if (!millisRange) {
		return NONE;
	}
	const low = millis(millisRange.low);
	const high = millis(millisRange.high);
	return (low === high) ? low : `${low} to ${high}`;
}

export function percent(value) {
	return (value === null || value === undefined) ? NONE : `${tenths.format(value)} %`;
}

export function number(value) {
	return (value === null || value === undefined) ? NONE : tenths.format(value);
}

export function count(value, one, many = `${one}s`) {
	return `${whole.format(value)} ${(value === 1) ? one : many}`;
}

export function time(instant) {
	const date = new Date(instant);
	return (Date.now() - date.getTime() < 12 * 3600_000) ? clock.format(date) : dayAndClock.format(date);
}

export function axisTime(value, seconds) {
	return (seconds ? clock : shortClock).format(new Date(value));
}

// camelCase as words, for the evidence of a suggestion
export function words(name) {
	return name.replace(/(Millis|Percent|Seconds)$/, '').replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
}

// A figure in the unit that its name ends in
export function named(name, value) {
	if (typeof value !== 'number') {
		return (value !== null && typeof value === 'object') ? JSON.stringify(value) : String(value);
	}
	if (name.endsWith('Millis')) {
		return millis(value);
	}
	if (name.endsWith('Percent')) {
		return percent(value);
	}
	return name.endsWith('Seconds') ? duration(value * 1000) : number(value);
}
