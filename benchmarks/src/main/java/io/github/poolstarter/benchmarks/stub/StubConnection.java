package io.github.poolstarter.benchmarks.stub;

import java.lang.reflect.Proxy;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Struct;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * A connection that keeps what it is set to, and runs no statements. Written by hand
 * rather than as a dynamic proxy, because a pool calls some of these methods at each
 * borrow. Not safe for use by several threads at once.
 */
final class StubConnection implements Connection {

	private final String url;

	private boolean closed;

	private boolean autoCommit = true;

	private boolean readOnly;

	private int isolation = Connection.TRANSACTION_READ_COMMITTED;

	private int networkTimeout;

	private @Nullable String catalog;

	private @Nullable String schema;

	StubConnection(String url) {
		this.url = url;
	}

	@Override
	public void close() {
		this.closed = true;
	}

	@Override
	public void abort(Executor executor) {
		this.closed = true;
	}

	@Override
	public boolean isClosed() {
		return this.closed;
	}

	@Override
	public boolean isValid(int timeout) {
		return !this.closed;
	}

	@Override
	public void setAutoCommit(boolean autoCommit) {
		this.autoCommit = autoCommit;
	}

	@Override
	public boolean getAutoCommit() {
		return this.autoCommit;
	}

	@Override
	public void commit() {
	}

	@Override
	public void rollback() {
	}

	@Override
	public void setReadOnly(boolean readOnly) {
		this.readOnly = readOnly;
	}

	@Override
	public boolean isReadOnly() {
		return this.readOnly;
	}

	@Override
	public void setTransactionIsolation(int level) {
		this.isolation = level;
	}

	@Override
	public int getTransactionIsolation() {
		return this.isolation;
	}

	@Override
	public void setNetworkTimeout(@Nullable Executor executor, int milliseconds) {
		this.networkTimeout = milliseconds;
	}

	@Override
	public int getNetworkTimeout() {
		return this.networkTimeout;
	}

	@Override
	public void setCatalog(@Nullable String catalog) {
		this.catalog = catalog;
	}

	@Override
	public @Nullable String getCatalog() {
		return this.catalog;
	}

	@Override
	public void setSchema(@Nullable String schema) {
		this.schema = schema;
	}

	@Override
	public @Nullable String getSchema() {
		return this.schema;
	}

	@Override
	public @Nullable SQLWarning getWarnings() {
		return null;
	}

	@Override
	public void clearWarnings() {
	}

	@Override
	public String nativeSQL(String sql) {
		return sql;
	}

	@Override
	public void setHoldability(int holdability) {
	}

	@Override
	public int getHoldability() {
		return ResultSet.CLOSE_CURSORS_AT_COMMIT;
	}

	@Override
	public Map<String, Class<?>> getTypeMap() {
		return Map.of();
	}

	@Override
	public void setTypeMap(Map<String, Class<?>> map) {
	}

	@Override
	public void setClientInfo(String name, @Nullable String value) {
	}

	@Override
	public void setClientInfo(Properties properties) {
	}

	@Override
	public @Nullable String getClientInfo(String name) {
		return null;
	}

	@Override
	public Properties getClientInfo() {
		return new Properties();
	}

	@Override
	public boolean isWrapperFor(Class<?> type) {
		return type.isInstance(this);
	}

	@Override
	public <T> T unwrap(Class<T> type) throws SQLException {
		if (!type.isInstance(this)) {
			throw new SQLException("Not a " + type.getName());
		}
		return type.cast(this);
	}

	// Whatever asks a database what it is does so once
	@Override
	public DatabaseMetaData getMetaData() {
		return (DatabaseMetaData) Proxy.newProxyInstance(StubConnection.class.getClassLoader(),
				new Class<?>[] { DatabaseMetaData.class }, (proxy, method, arguments) -> switch (method.getName()) {
					case "getURL" -> this.url;
					case "getConnection" -> this;
					case "getDatabaseProductName", "getDriverName", "toString" -> "Stub";
					case "getDatabaseProductVersion", "getDriverVersion" -> "1.0";
					case "getUserName" -> "";
					default -> defaultValue(method.getReturnType());
				});
	}

	private static @Nullable Object defaultValue(Class<?> type) {
		if (type == boolean.class) {
			return false;
		}
		return (type == int.class) ? 0 : null;
	}

	@Override
	public Statement createStatement() throws SQLException {
		throw unsupported();
	}

	@Override
	public PreparedStatement prepareStatement(String sql) throws SQLException {
		throw unsupported();
	}

	@Override
	public CallableStatement prepareCall(String sql) throws SQLException {
		throw unsupported();
	}

	@Override
	public Statement createStatement(int type, int concurrency) throws SQLException {
		throw unsupported();
	}

	@Override
	public PreparedStatement prepareStatement(String sql, int type, int concurrency) throws SQLException {
		throw unsupported();
	}

	@Override
	public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
		throw unsupported();
	}

	@Override
	public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
		throw unsupported();
	}

	@Override
	public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
			throws SQLException {
		throw unsupported();
	}

	@Override
	public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability) throws SQLException {
		throw unsupported();
	}

	@Override
	public PreparedStatement prepareStatement(String sql, int autoGeneratedKeys) throws SQLException {
		throw unsupported();
	}

	@Override
	public PreparedStatement prepareStatement(String sql, int[] columnIndexes) throws SQLException {
		throw unsupported();
	}

	@Override
	public PreparedStatement prepareStatement(String sql, String[] columnNames) throws SQLException {
		throw unsupported();
	}

	@Override
	public Savepoint setSavepoint() throws SQLException {
		throw unsupported();
	}

	@Override
	public Savepoint setSavepoint(String name) throws SQLException {
		throw unsupported();
	}

	@Override
	public void rollback(Savepoint savepoint) throws SQLException {
		throw unsupported();
	}

	@Override
	public void releaseSavepoint(Savepoint savepoint) throws SQLException {
		throw unsupported();
	}

	@Override
	public Clob createClob() throws SQLException {
		throw unsupported();
	}

	@Override
	public Blob createBlob() throws SQLException {
		throw unsupported();
	}

	@Override
	public NClob createNClob() throws SQLException {
		throw unsupported();
	}

	@Override
	public SQLXML createSQLXML() throws SQLException {
		throw unsupported();
	}

	@Override
	public Array createArrayOf(String typeName, Object[] elements) throws SQLException {
		throw unsupported();
	}

	@Override
	public Struct createStruct(String typeName, Object[] attributes) throws SQLException {
		throw unsupported();
	}

	private static SQLException unsupported() {
		return new SQLFeatureNotSupportedException("The stub runs no statements");
	}

}
