package io.github.poolstarter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds classes of this module where the compiler has put them.
 */
final class ClassFiles {

	private static final String SUFFIX = ".class";

	private ClassFiles() {
	}

	static List<Class<?>> in(String directory) throws IOException {
		Path root = Path.of("target", directory);
		try (Stream<Path> files = Files.walk(root)) {
			return files.map((file) -> root.relativize(file).toString().replace('/', '.').replace('\\', '.'))
				.filter((name) -> name.startsWith(ClassFiles.class.getPackageName()) && name.endsWith(SUFFIX)
						&& !name.endsWith("package-info.class"))
				.map((name) -> name.substring(0, name.length() - SUFFIX.length()))
				.sorted()
				.<Class<?>>map(ClassFiles::load)
				.toList();
		}
	}

	private static Class<?> load(String name) {
		try {
			return Class.forName(name, false, ClassFiles.class.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
