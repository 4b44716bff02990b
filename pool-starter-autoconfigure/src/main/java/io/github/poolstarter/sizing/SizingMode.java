package io.github.poolstarter.sizing;

/**
 * What is done about the sizes of the pools.
 */
public enum SizingMode {

	/**
	 * Nothing is looked at.
	 */
	OFF,

	/**
	 * It is said what should be changed.
	 */
	SUGGEST

}
