package io.github.poolstarter.tuning;

/**
 * Orders the indexes of numbers by the numbers. What is nearly in order already, as
 * borrows are, costs little. Stateless.
 */
final class Order {

	private Order() {
	}

	/**
	 * Order indexes; of equal numbers, the one that comes first stays first.
	 * @param keys the numbers
	 * @return the indexes, that of the smallest number first
	 */
	static int[] by(long[] keys) {
		int[] order = new int[keys.length];
		for (int i = 0; i < order.length; i++) {
			order[i] = i;
		}
		int[] spare = new int[keys.length];
		for (int width = 1; width < order.length; width *= 2) {
			for (int from = 0; from + width < order.length; from += 2 * width) {
				merge(keys, order, spare, from, from + width, Math.min(from + 2 * width, order.length));
			}
		}
		return order;
	}

	private static void merge(long[] keys, int[] order, int[] spare, int from, int middle, int to) {
		if (keys[order[middle - 1]] <= keys[order[middle]]) {
			return;
		}
		System.arraycopy(order, from, spare, from, middle - from);
		int left = from;
		int right = middle;
		for (int at = from; left < middle; at++) {
			if (right < to && keys[order[right]] < keys[spare[left]]) {
				order[at] = order[right++];
			}
			else {
				order[at] = spare[left++];
			}
		}
	}

}
