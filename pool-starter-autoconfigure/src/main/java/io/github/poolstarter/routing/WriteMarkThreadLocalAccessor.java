package io.github.poolstarter.routing;

import io.github.poolstarter.tracking.BorrowContext;
import io.github.poolstarter.tracking.WriteMark;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Lets the threads of one piece of work share their {@link WriteMark} by Micrometer's
 * context propagation, so that a write of one keeps the reads of all on the primary. It
 * is the mark itself that travels: what a child writes is known to its parent. Found by
 * the service loader; where no pool is interested in writes, nothing travels.
 */
public final class WriteMarkThreadLocalAccessor implements ThreadLocalAccessor<WriteMark> {

	/**
	 * The key of the mark in a captured context.
	 */
	public static final String KEY = "poolstarter.writes";

	@Override
	public Object key() {
		return KEY;
	}

	@Override
	public @Nullable WriteMark getValue() {
		return (WriteMark.isUsed()) ? BorrowContext.current().writeMark() : null;
	}

	@Override
	public void setValue(WriteMark value) {
		BorrowContext.current().writeMark(value);
	}

	@Override
	public void setValue() {
		BorrowContext.current().writeMark(null);
	}

}
