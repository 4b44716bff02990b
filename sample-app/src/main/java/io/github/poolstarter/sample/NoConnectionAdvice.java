package io.github.poolstarter.sample;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Answers 503 where a pool had no connection in time. That is not the client's fault and
 * passes, so the client may try again.
 */
@RestControllerAdvice
class NoConnectionAdvice {

	private static final Log logger = LogFactory.getLog(NoConnectionAdvice.class);

	@ExceptionHandler({ CannotCreateTransactionException.class, CannotGetJdbcConnectionException.class })
	ErrorResponse noConnection(RuntimeException ex) {
		logger.warn(NestedExceptionUtils.getMostSpecificCause(ex).getMessage());
		return ErrorResponse.create(ex, HttpStatus.SERVICE_UNAVAILABLE, "The database is busy, please try again");
	}

}
