// Sets the theme before anything is painted: the one that was chosen, else the system's
(() => {
	const root = document.documentElement;
	const dark = matchMedia('(prefers-color-scheme: dark)');

	function chosen() {
		try {
			return localStorage.getItem('pools-theme');
		}
		catch {
			return null;
		}
	}

	function apply() {
		root.dataset.theme = chosen() ?? (dark.matches ? 'dark' : 'light');
		document.dispatchEvent(new CustomEvent('pools-theme'));
	}

	dark.addEventListener('change', apply);
	document.addEventListener('pools-theme-toggle', () => {
		const theme = (root.dataset.theme === 'dark') ? 'light' : 'dark';
		try {
			localStorage.setItem('pools-theme', theme);
		}
		catch {
			// A browser that keeps nothing still shows it
		}
		root.dataset.theme = theme;
		document.dispatchEvent(new CustomEvent('pools-theme'));
	});
	apply();
})();
