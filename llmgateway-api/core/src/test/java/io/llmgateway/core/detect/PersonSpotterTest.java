package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names after titles, salutations and introductions. */
class PersonSpotterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mr. «John Smith» is here",
                "Dr. «Müller», Prof. «Anna-Maria van der Berg».",
                "My name is «Jane Doe» and I live here",
                "Dear «John»,",
                "Herr «Schmidt» und Frau «O'Brien-Meier»",
                "Mme «Dupont»; Señora «García López»",
                "Signed by «Jane M. Doe».",
                "je m'appelle «Marie Curie»",
                "Me llamo «Juan Pérez».",
                "Ich heiße «Karl Groß».",
                "Dear Mr. «Smith»,",
                "MS. «JANE DOE», Ms «Doe», MR «JOHN DOE»",
                "Kind regards,\\n«Jane Doe»",
                "Patient name: «Jane Doe»",
            })
    void finds(String marked) {
        Marked.check(EntityType.PERSON, marked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Dear Sir or Madam,",
                "Dear customer, dear Team,",
                "my name is on the list",
                "the dr said no",
                "Mr. and Mrs.",
                "a variable named Foo",
                "Dear All,",
                "ms 30 later",
                "It runs on MS DOS, MS Windows and MS-DOS, built with MS Visual Studio",
                "nhn_MX.UTF-8",
                "file name: Report",
                "in the prof file",
                "Regards to all",
                "Miss you",
                "a can of Dr Pepper, Dr. Martens boots, Mr. Clean and Mr. Potato Head",
            })
    void leaves(String text) {
        Marked.check(EntityType.PERSON, text);
    }
}
