// Texts whose contrast against what is behind them is under WCAG's AA: 4.5, or 3 for large ones
const [black, white] = [[0, 0, 0, 1], [255, 255, 255, 1]];

function parse(colour) {
	const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
	return [red, green, blue, alpha];
}

function over([red, green, blue, alpha], behind) {
	const mix = (front, back) => front * alpha + back * (1 - alpha);
	return [mix(red, behind[0]), mix(green, behind[1]), mix(blue, behind[2]), 1];
}

function behind(element) {
	const layers = [];
	for (let each = element; each; each = each.parentElement) {
		layers.push(parse(getComputedStyle(each).backgroundColor));
	}
	const canvas = (document.documentElement.dataset.theme === 'dark') ? black : white;
	return layers.reduceRight((under, layer) => over(layer, under), canvas);
}

function luminance([red, green, blue]) {
	const linear = (channel) => {
		const share = channel / 255;
		return (share <= 0.04045) ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	};
	return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function contrast(one, other) {
	const [dark, light] = [luminance(one), luminance(other)].sort((first, second) => first - second);
	return (light + 0.05) / (dark + 0.05);
}

const found = [];
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
let seen = 0;
while (texts.nextNode()) {
	const text = texts.currentNode.textContent.trim();
	const element = texts.currentNode.parentElement;
	if (!text || ['SCRIPT', 'STYLE', 'NOSCRIPT', 'OPTION'].includes(element.tagName)
		|| !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || element.closest('.quiet')) {
		continue;
	}
	seen++;
	const style = getComputedStyle(element);
	const background = behind(element);
	const size = parseFloat(style.fontSize);
	const needed = (size >= 24 || (size >= 18.66 && style.fontWeight >= 700)) ? 3 : 4.5;
	const ratio = contrast(over(parse(style.color), background), background);
	if (ratio < needed) {
		found.push(`"${text.slice(0, 40)}" (${element.tagName}.${element.className}): ${ratio.toFixed(2)}`);
	}
}
return (seen > 20) ? found : [`only ${seen} texts were looked at`];
