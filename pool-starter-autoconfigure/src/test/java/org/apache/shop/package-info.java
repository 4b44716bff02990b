/**
 * An application whose package starts like that of a library.
 */
@NullMarked
package org.apache.shop;

import org.jspecify.annotations.NullMarked;
