package org.apache.shop;

import java.util.List;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;
import org.springframework.transaction.annotation.Transactional;

/**
 * A repository of the shop.
 */
public interface OwnerRepository extends JpaRepository<Owner, Long> {

	/**
	 * A query without a transaction of its own.
	 */
	List<Owner> findByLastName(String lastName);

	/**
	 * A query with a transaction of its own.
	 */
	@Transactional(readOnly = true)
	List<Owner> findByLastNameStartingWith(String prefix);

	/**
	 * A query that takes its time.
	 */
	@Query(value = "select count(*) from pg_sleep(:seconds)", nativeQuery = true)
	long sleep(double seconds);

}
