package io.github.poolstarter.tracking.busy;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Statement;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the time spent inside the {@code execute…} methods of a driver's statements, for
 * drivers whose sockets can't be measured, or who have none. Rows that the driver gets or
 * works out only when they are fetched are not in it.
 * <p>
 * A proxy for the JDBC interface stands before the driver's statement;
 * {@link Statement#unwrap} reaches the latter. As safe for use by several threads as the
 * statement and {@link BusyTime} are.
 */
public final class TimedStatements {

	private TimedStatements() {
	}

	public static <S extends Statement> S time(Class<S> type, S statement, BusyTime busy) {
		return type.cast(Proxy.newProxyInstance(TimedStatements.class.getClassLoader(), new Class<?>[] { type },
				new TimedStatement(statement, busy)));
	}

	private record TimedStatement(Statement statement, BusyTime busy) implements InvocationHandler {

		@Override
		public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
				throws Throwable {
			String name = method.getName();
			if (name.startsWith("execute")) {
				return timed(method, arguments);
			}
			return switch (name) {
				case "equals" -> arguments != null && proxy == arguments[0];
				case "hashCode" -> System.identityHashCode(proxy);
				case "unwrap" -> (isAskedFor(arguments)) ? this.statement : passedOn(method, arguments);
				case "isWrapperFor" -> (isAskedFor(arguments)) ? true : passedOn(method, arguments);
				default -> passedOn(method, arguments);
			};
		}

		private boolean isAskedFor(@Nullable Object @Nullable [] arguments) {
			return arguments != null && arguments[0] instanceof Class<?> type && type.isInstance(this.statement);
		}

		private @Nullable Object timed(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
			boolean outermost = this.busy.begin();
			try {
				return passedOn(method, arguments);
			}
			finally {
				if (outermost) {
					this.busy.end();
				}
			}
		}

		private @Nullable Object passedOn(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
			try {
				return method.invoke(this.statement, arguments);
			}
			catch (InvocationTargetException ex) {
				throw ex.getTargetException();
			}
		}

	}

}
