// Names everything that is to be reached by keyboard, by giving it a number to be found by
const candidates = document.querySelectorAll('a[href], button, select, input, summary, [tabindex="0"]');
return [...candidates].filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.disabled && each.tabIndex >= 0)
	.map((each, index) => {
		each.dataset.stop = index;
		return String(index);
	});
