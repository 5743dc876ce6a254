package io.llmgateway.core.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.guard.EntityType;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers of the United States, of papers, patients and vehicles. */
class PersonalNumbersTest {
    private static final Set<EntityType> PERSONS = Set.of(
            EntityType.NATIONAL_ID,
            EntityType.US_SSN,
            EntityType.US_ITIN,
            EntityType.PASSPORT,
            EntityType.DRIVER_LICENSE,
            EntityType.MEDICAL_ID,
            EntityType.VEHICLE_ID);
    private static final Detection DETECTION = Detection.of(List.of(), List.of(), Map.of());

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "US_SSN;My SSN is [536-90-4399].",
                "US_SSN;[078-05-1123]",
                "US_SSN;[078 05 1123] it was",
                "US_SSN;see [078.05.1123]",
                "US_SSN;social security number: [536904399]",
                "US_SSN;{\"ssn\": \"[536904399]\"}",
                "US_ITIN;ITIN [912-70-1234]",
                "US_ITIN;[912-70-1234]",
                "US_ITIN;my ITIN: [912701234]",
                "PASSPORT;passport number: [912803456]",
                "PASSPORT;My passport is [A12345678]",
                "PASSPORT;Passport No. [K1234567] (India)",
                "PASSPORT;numéro de passeport [12AB34567]",
                "PASSPORT;Reisepass [C01X00T478]",
                "PASSPORT;Reisepassnummer: [C01X00T47]",
                "PASSPORT;pasaporte [AAB123456]",
                "PASSPORT;passaporto [YA1234567]",
                "PASSPORT;паспорт [45 10 123456]",
                "PASSPORT;{\"passportNumber\":\"[912803456]\"}",
                "DRIVER_LICENSE;driver's license [D1234567]",
                "DRIVER_LICENSE;driver license number is [S530-1234-5678]",
                "DRIVER_LICENSE;Texas DL [12345678]",
                "DRIVER_LICENSE;UK licence [MORGA657054SM9IJ]",
                "DRIVER_LICENSE;[MORGA657054SM9IJ]",
                "DRIVER_LICENSE;Führerschein Nr. [B072RRE2I55]",
                "DRIVER_LICENSE;운전면허 [11-22-123456-63]",
                "DRIVER_LICENSE;permis de conduire [123456789012]",
                "MEDICAL_ID;NHS number [943 476 5919]",
                "MEDICAL_ID;NHS: [9434765919]",
                "MEDICAL_ID;[401-023-2137]",
                "MEDICAL_ID;NPI [1234567893]",
                "MEDICAL_ID;DEA number [AB1234563]",
                "MEDICAL_ID;[1EG4-TE5-MK73]",
                "MEDICAL_ID;Medicare [1EG4TE5MK73]",
                "MEDICAL_ID;Medicare card [2123 45670 1]",
                "MEDICAL_ID;Krankenversichertennummer [A123456780]",
                "MEDICAL_ID;OHIP [1234-567-897-AB]",
                "MEDICAL_ID;RAMQ [TREM 7810 1517]",
                "MEDICAL_ID;MRN: [00123456]",
                "MEDICAL_ID;medical record number [1234567]",
                "VEHICLE_ID;VIN [1HGCM82633A004352]",
                "VEHICLE_ID;[1M8GDM9AXKP042788]",
                "VEHICLE_ID;Fahrgestellnummer [WVWZZZ1JZ3W386752]",
                "VEHICLE_ID;Kennzeichen [B-XY 1234]",
                "VEHICLE_ID;license plate [7ABC123]",
                "VEHICLE_ID;immatriculation [AB-123-CD]",
                "VEHICLE_ID;registration number is [OD02BA2341]",
            })
    void findsAllOfThem(String type, String marked) {
        Example example = Example.of(marked);
        assertThat(DETECTION.find(example.text()))
                .as(example.text())
                .filteredOn(found -> found.start() == example.start())
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.of(example.text())).isEqualTo(example.part());
                    assertThat(found.type()).isEqualTo(EntityType.of(type));
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSN 000-12-3456",
                "SSN 666-12-3456",
                "SSN 923-12-3456",
                "SSN 123-00-3456",
                "SSN 123-45-0000",
                "SSN 078-05-1120",
                "SSN 219-09-9999",
                "a note on 536904399 here",
                "693-09.4444",
                "0780511201",
                "ITIN 912-10-1234",
                "the code A12345678 here",
                "912803456",
                "D1234567",
                "NHS number 943 476 5918",
                "NPI 1234567894",
                "DEA number AB1234564",
                "1700000000",
                "1SG4-TE5-MK73",
                "Krankenversichertennummer A123456781",
                "the model 1HGCM82633A004353 was",
                "1HGCM82633I004352",
                "MORGA677054SM9IJ",
                "AB-123-CD",
                "passport holders are 912803 of 1204567890",
                "123456",
            })
    void othersAreNone(String text) {
        assertThat(DETECTION.find(text)).as(text).noneMatch(found -> PERSONS.contains(found.type()));
    }

    @Test
    void vehiclesOfNorthAmericaProveThemselves() {
        Random random = new Random(3);
        String letters = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789";
        String values = "1234567812345792345678" + "9" + "0123456789"; // 49 CFR 565.15, in the order above
        int[] weights = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
        for (int n = 0; n < 50; n++) {
            StringBuilder vin = new StringBuilder("WB");
            while (vin.length() < 17) {
                vin.append(letters.charAt(vin.length() < 13 ? random.nextInt(33) : 23 + random.nextInt(10)));
            }
            int sum = 0;
            for (int i = 0; i < 17; i++) {
                sum += (values.charAt(letters.indexOf(vin.charAt(i))) - '0') * weights[i];
            }
            vin.setCharAt(8, "0123456789X".charAt(sum % 11));
            assertThat(DETECTION.find("a car " + vin + " came"))
                    .as(vin.toString())
                    .hasSize(1);
            vin.setCharAt(8, "0123456789X".charAt((sum + 1) % 11));
            assertThat(DETECTION.find("a car " + vin + " came"))
                    .as(vin.toString())
                    .isEmpty();
        }
    }

    // the examples of ICAO 9303 parts 4 to 6
    @Test
    void readsTheLinesForMachines() {
        String passport = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
        String card = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
        String visa = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";
        assertThat(DETECTION.find("Scan:\n" + passport + "\n")).hasSize(2).allSatisfy(found -> {
            assertThat(found.type()).isEqualTo(EntityType.PASSPORT);
            assertThat(found.length()).isEqualTo(44);
        });
        assertThat(DETECTION.find(card)).hasSize(3);
        assertThat(DETECTION.find(visa)).hasSize(2);
        assertThat(DETECTION.find("P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "L898902C36UTO7408123F1204159ZE184226B<<<<<10",
                "<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<",
                "<<<<<<< HEAD\nint a;\n=======\n>>>>>>> main",
                "if (A<B && C<<D) X<<Y",
                "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<",
            })
    void otherLinesAreNone(String text) {
        assertThat(DETECTION.find(text))
                .filteredOn(found -> found.rule().equals("mrz"))
                .isEmpty();
    }
}
