package io.llmgateway.guard;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A kind of personal or secret data. Open: detectors and configurations may have types of their own.
 *
 * @param name capitals, digits and underscores, beginning with a letter
 */
public record EntityType(String name) implements Comparable<EntityType> {
    /** An e-mail address. */
    public static final EntityType EMAIL = new EntityType("EMAIL");
    /** A telephone number. */
    public static final EntityType PHONE = new EntityType("PHONE");
    /** The number of a payment card. */
    public static final EntityType CREDIT_CARD = new EntityType("CREDIT_CARD");
    /** An international bank account number (ISO 13616). */
    public static final EntityType IBAN = new EntityType("IBAN");
    /** A business identifier code of a bank (ISO 9362). */
    public static final EntityType SWIFT = new EntityType("SWIFT");
    /** An account or routing number of a bank other than an IBAN. */
    public static final EntityType BANK_NUMBER = new EntityType("BANK_NUMBER");
    /** An IPv4 or IPv6 address. */
    public static final EntityType IP_ADDRESS = new EntityType("IP_ADDRESS");
    /** A hardware address (EUI-48 or EUI-64). */
    public static final EntityType MAC_ADDRESS = new EntityType("MAC_ADDRESS");
    /** A web address. One that holds credentials is a {@link #SECRET}. */
    public static final EntityType URL = new EntityType("URL");
    /** An address of a crypto currency. */
    public static final EntityType CRYPTO = new EntityType("CRYPTO");
    /** A date of birth. */
    public static final EntityType DATE_OF_BIRTH = new EntityType("DATE_OF_BIRTH");
    /** Any other date. */
    public static final EntityType DATE = new EntityType("DATE");
    /** The number of a passport. */
    public static final EntityType PASSPORT = new EntityType("PASSPORT");
    /** A number a state gives its citizens or tax payers. */
    public static final EntityType NATIONAL_ID = new EntityType("NATIONAL_ID");
    /** A social security number of the United States. */
    public static final EntityType US_SSN = new EntityType("US_SSN");
    /** An individual taxpayer identification number of the United States. */
    public static final EntityType US_ITIN = new EntityType("US_ITIN");
    /** The number of a driving licence. */
    public static final EntityType DRIVER_LICENSE = new EntityType("DRIVER_LICENSE");
    /** A number of a patient, a prescriber or an insured person. */
    public static final EntityType MEDICAL_ID = new EntityType("MEDICAL_ID");
    /** A vehicle identification number (ISO 3779) or number plate. */
    public static final EntityType VEHICLE_ID = new EntityType("VEHICLE_ID");
    /** Geographic coordinates. */
    public static final EntityType COORDINATES = new EntityType("COORDINATES");
    /** The name of a person. */
    public static final EntityType PERSON = new EntityType("PERSON");
    /** The name of a place, or an address. */
    public static final EntityType LOCATION = new EntityType("LOCATION");
    /** The name of an organisation. */
    public static final EntityType ORGANIZATION = new EntityType("ORGANIZATION");
    /** A password, key, token, or anything else that opens something; {@link Finding#rule} says which. */
    public static final EntityType SECRET = new EntityType("SECRET");

    public EntityType {
        Objects.requireNonNull(name, "name");
        if (!wellFormed(name)) {
            throw new IllegalArgumentException("\"" + name + "\" is no entity type: take up to 40 capitals, digits and"
                    + " underscores, beginning with a letter");
        }
    }

    // by hand: two dozen patterns are compiled else before anything is looked for
    private static boolean wellFormed(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean later = i > 0 && (c == '_' || (c >= '0' && c <= '9'));
            if (!later && (c < 'A' || c > 'Z')) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= 40;
    }

    /**
     * The type of a name.
     *
     * @param name in any case, with {@code -} or {@code _}
     * @return the type
     */
    public static EntityType of(String name) {
        return new EntityType(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    @Override
    public int compareTo(EntityType other) {
        return name.compareTo(other.name);
    }

    // written out: see Target
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EntityType type && name.equals(type.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
