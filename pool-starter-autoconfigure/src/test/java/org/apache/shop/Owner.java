package org.apache.shop;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;

/**
 * An entity of the shop.
 */
@Entity
public class Owner {

	@Id
	@GeneratedValue
	Long id;

	String lastName;

}
