package io.llmgateway.phone;

import java.util.Locale;
import java.util.Set;

/** What the words near a number say that it is; the nearest before it decides, then the one after it. */
enum Words {
    /** Nothing. */
    NONE,
    /** A telephone number. */
    PHONE,
    /** The number of something else. */
    OTHER;

    private static final int BEFORE = 4;
    private static final int SPAN = 40; // chars
    private static final Set<String> PHONES = Set.of(
            "phone",
            "phones",
            "telephone",
            "tel",
            "call",
            "called",
            "calling",
            "mobile",
            "cell",
            "cellphone",
            "cellular",
            "fax",
            "telefax",
            "whatsapp",
            "sms",
            "text",
            "dial",
            "ring",
            "landline",
            "hotline",
            "phonenumber",
            "telno",
            "mob",
            "reach",
            "pager",
            "signal",
            "viber",
            "imessage",
            "contact",
            "telegram",
            "telefon",
            "telefonnummer",
            "handy",
            "handynummer",
            "mobil",
            "mobilnummer",
            "mobiltelefon",
            "rufnummer",
            "festnetz",
            "anrufen",
            "ruf",
            "rufen",
            "téléphone",
            "téléphoner",
            "tél",
            "portable",
            "appelez",
            "appeler",
            "teléfono",
            "telefono",
            "móvil",
            "movil",
            "celular",
            "llame",
            "llámame",
            "llamar",
            "cellulare",
            "chiamare",
            "chiama",
            "telefone",
            "telemóvel",
            "ligue",
            "ligar",
            "telefoon",
            "telefoonnummer",
            "mobiel",
            "gsm",
            "bel",
            "bellen",
            "telefonu",
            "komórka",
            "komórkowy",
            "zadzwoń",
            "puhelin",
            "puh",
            "soita",
            "mobilen",
            "tlf",
            "tfn",
            "telefonszám",
            "telefonní",
            "číslo",
            "mobilní",
            "τηλέφωνο",
            "τηλ",
            "телефон",
            "тел",
            "звоните",
            "моб",
            "telefonum",
            "cep",
            "फोन",
            "फ़ोन",
            "मोबाइल",
            "هاتف",
            "جوال",
            "טלפון",
            "נייד");
    private static final Set<String> OTHERS = Set.of(
            "order",
            "orders",
            "invoice",
            "isbn",
            "issn",
            "id",
            "ids",
            "serial",
            "sku",
            "tracking",
            "account",
            "acct",
            "routing",
            "ssn",
            "version",
            "ticket",
            "case",
            "reference",
            "ref",
            "part",
            "model",
            "timestamp",
            "epoch",
            "passport",
            "tax",
            "vat",
            "iban",
            "card",
            "imei",
            "ean",
            "upc",
            "gtin",
            "npi",
            "build",
            "commit",
            "batch",
            "lot",
            "size",
            "bytes",
            "port",
            "pid",
            "uid",
            "code",
            "amount",
            "total",
            "price",
            "qty",
            "bestellung",
            "bestellnummer",
            "rechnung",
            "rechnungsnummer",
            "kundennummer",
            "auftrag",
            "steuernummer",
            "konto",
            "kontonummer",
            "blz",
            "commande",
            "facture",
            "référence",
            "siret",
            "siren",
            "pedido",
            "factura",
            "ordine",
            "fattura",
            "fatura",
            "zamówienie",
            "faktura",
            "nip",
            "regon",
            "pesel",
            "dni",
            "rut",
            "cpf",
            "cnpj",
            "nhs",
            "заказ",
            "инн",
            "снилс",
            "счет",
            "счёт");
    private static final String[] RUN_ON = {"电话", "電話", "手机", "手機", "携帯", "전화", "휴대폰", "连絡先", "联系", "โทร"};
    private static final String[] OTHER_RUN_ON = {"订单", "訂單", "注文", "番号:", "주문", "编号"};

    /** What the words around a part of a text say. */
    static Words around(String text, int start, int end) {
        int first = Math.max(0, start - SPAN);
        String near = text.substring(Math.max(0, start - 8), start);
        if (contains(near, RUN_ON)) {
            return PHONE;
        }
        if (contains(near, OTHER_RUN_ON)) {
            return OTHER;
        }
        int at = start;
        for (int words = 0; words < BEFORE && at > first; words++) {
            int last = at;
            while (last > first && !Character.isLetter(text.charAt(last - 1))) {
                last--;
            }
            at = last;
            while (at > first && Character.isLetter(text.charAt(at - 1))) {
                at--;
            }
            Words said = of(text.substring(at, last));
            if (said != NONE) {
                return said;
            }
        }
        int after = end;
        int limit = Math.min(text.length(), end + SPAN / 2);
        while (after < limit && " ([,".indexOf(text.charAt(after)) >= 0) {
            after++;
        }
        int from = after;
        while (after < limit && Character.isLetter(text.charAt(after))) {
            after++;
        }
        return of(text.substring(from, after)) == PHONE ? PHONE : NONE;
    }

    private static boolean contains(String text, String[] words) {
        for (String word : words) {
            if (text.contains(word)) {
                return true;
            }
        }
        return false;
    }

    private static Words of(String word) {
        if (word.isEmpty()) {
            return NONE;
        }
        String small = word.toLowerCase(Locale.ROOT);
        return PHONES.contains(small) ? PHONE : OTHERS.contains(small) ? OTHER : NONE;
    }
}
