package io.github.poolstarter.sample.dashboard;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.logging.Level;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

import org.springframework.core.io.ClassPathResource;
import org.springframework.util.FileSystemUtils;

/**
 * A real browser without a window, with a profile of its own that is gone afterwards. For
 * one thread.
 *
 * @see EnabledIfChromiumInstalled
 */
public final class Chromium implements AutoCloseable {

	private static final Path SCREENSHOTS = Path.of("target", "screenshots");

	private static final int WIDTH = 1280;

	private static final int HEIGHT = 900;

	private final Path profile;

	private final ChromeDriver driver;

	private Chromium(Path profile, ChromeDriver driver) {
		this.profile = profile;
		this.driver = driver;
	}

	/**
	 * Whether this machine has the browser and its driver.
	 * @return whether both commands were found
	 */
	public static boolean isInstalled() {
		return find("chromium").isPresent() && find("chromedriver").isPresent();
	}

	static Chromium start() throws IOException {
		Path profile = Files.createTempDirectory("chromium");
		ChromeOptions options = new ChromeOptions();
		options.setBinary(find("chromium").orElseThrow().toFile());
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync",
				"--disable-dev-shm-usage", "--force-color-profile=srgb", "--hide-scrollbars",
				"--window-size=" + WIDTH + "," + HEIGHT, "--user-data-dir=" + profile);
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		options.setCapability("goog:loggingPrefs", logs);
		ChromeDriverService service = new ChromeDriverService.Builder()
			.usingDriverExecutable(find("chromedriver").orElseThrow().toFile())
			.usingAnyFreePort()
			.build();
		try {
			return new Chromium(profile, new ChromeDriver(service, options));
		}
		catch (RuntimeException ex) {
			FileSystemUtils.deleteRecursively(profile);
			throw ex;
		}
	}

	private static Optional<Path> find(String command) {
		String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
		return Arrays.stream(path.split(File.pathSeparator))
			.map((directory) -> Path.of(directory, command))
			.filter(Files::isExecutable)
			.findFirst();
	}

	/**
	 * Open a page as if for the first time: nothing is known, nothing is emulated, and
	 * nobody has complained.
	 * @param address the address of the page
	 */
	void open(URI address) {
		command("Storage.clearDataForOrigin", Map.of("origin", address.resolve("/").toString(), "storageTypes", "all"));
		command("Emulation.clearDeviceMetricsOverride", Map.of());
		emulateColourScheme("light");
		offline(false);
		this.driver.get("about:blank");
		complaints();
		this.driver.get(address.toString());
	}

	void reload() {
		this.driver.navigate().refresh();
	}

	void emulateColourScheme(String scheme) {
		command("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
	}

	void emulatePhone(int width) {
		emulateScreen(width, HEIGHT);
	}

	private void emulateScreen(long width, long height) {
		command("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < WIDTH));
	}

	void offline(boolean offline) {
		command("Network.enable", Map.of());
		command("Network.emulateNetworkConditions",
				Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
	}

	void allowClipboard(URI address) {
		command("Browser.grantPermissions", Map.of("origin", address.resolve("/").toString(), "permissions",
				List.of("clipboardReadWrite", "clipboardSanitizedWrite")));
	}

	private Map<String, Object> command(String name, Map<String, Object> parameters) {
		return this.driver.executeCdpCommand(name, parameters);
	}

	ConditionFactory await() {
		return Awaitility.await()
			.atMost(Duration.ofSeconds(90))
			.pollInterval(Duration.ofMillis(100))
			.ignoreException(StaleElementReferenceException.class);
	}

	WebElement awaitElement(String selector) {
		return await()
			.until(() -> this.driver.findElements(By.cssSelector(selector)).stream().findFirst(), Optional::isPresent)
			.orElseThrow();
	}

	void awaitText(String selector, Predicate<String> condition) {
		await().until(() -> text(selector), condition);
	}

	List<WebElement> elements(String selector) {
		return this.driver.findElements(By.cssSelector(selector));
	}

	/**
	 * All text of the elements that a selector finds, whether it is in view or not.
	 * @param selector the selector
	 * @return the text
	 */
	String text(String selector) {
		return (String) run("return [...document.querySelectorAll(arguments[0])].map((found) => found.textContent)"
				+ ".join('\\n').replace(/\\s+/g, ' ').trim()", selector);
	}

	void click(String selector) {
		WebElement element = awaitElement(selector);
		run("arguments[0].scrollIntoView({ block: 'center' })", element);
		element.click();
	}

	void press(CharSequence... keys) {
		new Actions(this.driver).sendKeys(keys).perform();
	}

	void pressTab() {
		press(Keys.TAB);
	}

	String title() {
		return this.driver.getTitle();
	}

	@Nullable Object run(String script, Object... arguments) {
		return this.driver.executeScript(script, arguments);
	}

	void choose(String selector, String value) {
		run("arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('change', { bubbles: true }))",
				awaitElement(selector), value);
	}

	@Nullable Object clipboard() {
		return runLater("navigator.clipboard.readText().then(arguments[0], arguments[0])");
	}

	/**
	 * Run a script that has its result only later.
	 * @param script the script, which gives its result to the function that is its
	 * argument
	 * @return the result
	 */
	@Nullable Object runLater(String script) {
		return this.driver.executeAsyncScript(script);
	}

	/**
	 * Run a function of a file beside this class.
	 * @param name the name of the file, which holds the body of the function
	 * @return what it returned
	 */
	List<String> runFile(String name) {
		try {
			return ((List<?>) Objects.requireNonNull(
					run(new ClassPathResource(name, Chromium.class).getContentAsString(StandardCharsets.UTF_8))))
				.stream()
				.map(String::valueOf)
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What the browser has put on its console since this was asked last: errors of
	 * scripts, files that are not there, and what the content security policy forbade.
	 * @return the messages
	 */
	List<String> complaints() {
		return this.driver.manage().logs().get(LogType.BROWSER).getAll().stream().map(LogEntry::toString).toList();
	}

	/**
	 * Take a picture of the whole page.
	 * @param name the name of the file
	 */
	void screenshot(String name) {
		run("scrollTo(0, 0)");
		long width = number("return innerWidth");
		emulateScreen(width, number("return document.documentElement.scrollHeight"));
		// The charts are drawn anew
		runLater("requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(arguments[0])))");
		Object picture = command("Page.captureScreenshot", Map.of("format", "png")).get("data");
		emulateScreen(width, HEIGHT);
		try {
			Files.createDirectories(SCREENSHOTS);
			Files.write(SCREENSHOTS.resolve(name + ".png"), Base64.getDecoder().decode(String.valueOf(picture)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private long number(String script) {
		return ((Number) Objects.requireNonNull(run(script))).longValue();
	}

	@Override
	public void close() throws IOException {
		this.driver.quit();
		FileSystemUtils.deleteRecursively(this.profile);
	}

}
