package io.github.poolstarter.tracking;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.poolstarter.routing.WriteMarkThreadLocalAccessor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what threads share of their {@link WriteMark}.
 */
class WriteMarkTests {

	@Test
	void nothingTravelsWhereNoPoolIsInterestedInWrites() throws Exception {
		// Another test of this JVM may have had pools with replicas
		List<URL> urls = new ArrayList<>();
		for (String path : System.getProperty("java.class.path").split(File.pathSeparator)) {
			urls.add(new File(path).toURI().toURL());
		}
		try (URLClassLoader anew = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
			Class<?> type = anew.loadClass(WriteMarkThreadLocalAccessor.class.getName());
			Object accessor = type.getConstructor().newInstance();
			assertThat(type.getMethod("getValue").invoke(accessor)).isNull();
		}
	}

	@Test
	void markTravelsOnceAPoolIsInterestedInWrites() {
		new PoolTrackers(new CallSiteRegistry(), Duration.ofHours(1)).noteWrites();
		assertThat(new WriteMarkThreadLocalAccessor().getValue()).isSameAs(BorrowContext.current().writeMark());
	}

}
