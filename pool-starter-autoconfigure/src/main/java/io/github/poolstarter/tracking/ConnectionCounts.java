package io.github.poolstarter.tracking;

/**
 * How many physical connections a pool has opened and closed. Immutable.
 *
 * @param created the connections that were opened
 * @param closed the connections that were closed
 * @param failed the attempts to open one that failed
 */
record ConnectionCounts(long created, long closed, long failed) {

	static final ConnectionCounts NONE = new ConnectionCounts(0, 0, 0);

	ConnectionCounts minus(ConnectionCounts earlier) {
		return new ConnectionCounts(this.created - earlier.created, this.closed - earlier.closed,
				this.failed - earlier.failed);
	}

}
