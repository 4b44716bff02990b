package io.github.poolstarter.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The outcome of an experiment, with what it takes to repeat it: the day, the machine,
 * and the command.
 *
 * @param title what was measured
 * @param day when it was measured
 * @param machine where it was measured
 * @param command what measured it
 * @param notes how to read the table, a sentence or two
 * @param table the figures
 */
public record Report(String title, LocalDate day, String machine, String command, String notes, MarkdownTable table) {

	/**
	 * Create the report of an experiment that ran today, on this machine, in this JVM.
	 * @param title what was measured
	 * @param main the class that was started
	 * @param arguments what it was started with
	 * @param notes how to read the table
	 * @param table the figures
	 * @return the report
	 */
	public static Report of(String title, Class<?> main, String[] arguments, String notes, MarkdownTable table) {
		String command = String.join(" ",
				Stream
					.concat(Stream.of("java -cp benchmarks/target/benchmarks.jar", main.getName()),
							Stream.of(arguments))
					.toList());
		return new Report(title, LocalDate.now(), thisMachine(), command, notes, table);
	}

	private static String thisMachine() {
		return "%s %s, %d × %s, %s".formatted(System.getProperty("java.vm.name"), Runtime.version(),
				Runtime.getRuntime().availableProcessors(), processor(), System.getProperty("os.name"));
	}

	// Linux tells the model; elsewhere the architecture has to do
	private static String processor() {
		Path information = Path.of("/proc/cpuinfo");
		try {
			return (Files.isReadable(information)) ? model(Files.readAllLines(information)) : architecture();
		}
		catch (IOException ex) {
			return architecture();
		}
	}

	static String model(List<String> information) {
		return information.stream()
			.filter((line) -> line.startsWith("model name"))
			.map((line) -> line.substring(line.indexOf(':') + 1).strip())
			.findFirst()
			.orElseGet(Report::architecture);
	}

	private static String architecture() {
		return System.getProperty("os.arch");
	}

	/**
	 * Format a figure.
	 * @param format a format for one number
	 * @param figure the number
	 * @return the figure, the same in every country
	 */
	public static String figure(String format, double figure) {
		return String.format(Locale.ROOT, format, figure);
	}

	/**
	 * Write the report to a file, and show it.
	 * @param file the file, which is replaced
	 * @throws IOException if it can't be written
	 */
	public void write(Path file) throws IOException {
		Path folder = file.toAbsolutePath().getParent();
		if (folder != null) {
			Files.createDirectories(folder);
		}
		Files.writeString(file, toString());
		System.out.println(this);
	}

	/**
	 * Put the report, without its heading, between two marks in a file, which are
	 * comments in Markdown: {@code <!-- begin name -->} and {@code <!-- end name -->}.
	 * All else in the file stays, so that what is said about the figures may stand there
	 * too. Where the marks are missing, the report is added at the end, with its heading
	 * and the marks.
	 * @param name the name in the marks
	 * @param file the file, which may be missing
	 * @throws IOException if it can't be read or written
	 */
	public void replace(String name, Path file) throws IOException {
		String begin = "<!-- begin " + name + " -->\n";
		String end = "<!-- end " + name + " -->\n";
		String text = (Files.exists(file)) ? Files.readString(file) : "";
		int from = text.indexOf(begin);
		int to = text.indexOf(end, Math.max(0, from));
		if (from < 0 || to < 0) {
			String gap = (text.isEmpty() || text.endsWith("\n\n")) ? "" : "\n";
			text += gap + "### " + this.title + "\n\n" + begin + end;
			from = text.length() - begin.length() - end.length();
			to = text.length() - end.length();
		}
		Files.writeString(file, text.substring(0, from) + begin + "\n" + body() + "\n" + text.substring(to));
		System.out.println(this);
	}

	private String body() {
		return """
				%s, %s.
				Made by `%s`.

				%s

				%s""".formatted(this.day, this.machine, this.command, this.notes, this.table);
	}

	@Override
	public String toString() {
		return "### " + this.title + "\n\n" + body();
	}

}
