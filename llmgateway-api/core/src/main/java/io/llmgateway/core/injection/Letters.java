package io.llmgateway.core.injection;

/** Letters as words of the book have them: small, without accents, and of one shape where scripts have many. */
final class Letters {
    // what Unicode's compatibility decomposition and small letters make of three blocks; where they leave a letter
    // as it is, and it has a shape of its own, it stays. Written down, since to load what normalizes takes long when
    // a process starts
    private static final int LATIN_FROM = 0xc0;
    private static final String LATIN = ""
            + "aaaaaaæceeeeiiiiðnooooo×ouuuuyþsaaaaaaæceeeeiiiiðnooooo÷ouuuuyþy"
            + "aaaaaaccccccccddddeeeeeeeeeegggggggghhħħiiiiiiiiiiiijjkkĸlllllll"
            + "lllnnnnnnʼŋŋooooooœœrrrrrrssssssssttttŧŧuuuuuuuuuuuuwwyyyzzzzzzs"
            + "ƀɓƃƃƅƅɔƈƈɖɗƌƌƍǝəɛƒƒɠɣƕɩɨƙƙƚƛɯɲƞɵooƣƣƥƥʀƨƨʃƪƫƭƭʈuuʊʋƴƴƶƶʒƹƹƺƻƽƽƾƿ"
            + "ǀǁǂǃdddlllnnnaaiioouuuuuuuuuuǝaaaaææǥǥggkkooooʒʒjdddggƕƿnnaaææøø"
            + "aaaaeeeeiiiioooorrrruuuussttȝȝhhƞȡȣȣȥȥaaeeooooooooyyȴȵȶȷȸȹⱥȼȼƚⱦȿ"
            + "ɀɂɂƀʉʌɇɇɉɉɋɋɍɍɏɏɐɑɒɓɔɕɖɗɘəɚɛɜɝɞɟɠɡgɣɤɥɦɧɨɩiɫɬɭɮɯɰɱɲɳnɵɶɷɸɹɺɻɼɽɾɿ"
            + "rʁʂʃʄʅʆʇʈʉʊʋʌʍʎyʐʑʒʓʔʕʖʗʘbʚʛhʝʞl";
    private static final int PHONETIC_FROM = 0x1d00;
    private static final String PHONETIC = ""
            + "aᴁᴂᴃcdᴆeᴈᴉjkᴌmᴎoᴐᴑᴒᴓᴔᴕᴖᴗpᴙᴚtuᴝᴞᴟvwzᴣᴤᴥᴦᴧᴨᴩᴪᴫaæbᴯdeǝghijklmnᴻoȣpr"
            + "tuwaɐɑᴂbdeəɛɜgᵎkmŋoɔᴖᴗptuᴝɯvᴥβγδφχiruvβγρφχᵫᵬᵭᵮᵯᵰᵱᵲᵳᵴᵵᵶᵷнᵹᵺᵻᵼᵽᵾᵿ"
            + "ᶀᶁᶂᶃᶄᶅᶆᶇᶈᶉᶊᶋᶌᶍᶎᶏᶐᶑᶒᶓᶔᶕᶖᶗᶘᶙᶚɒcɕðɜfɟɡɥɨɩɪᵻʝɭᶅʟɱɰɲɳɴɵɸʂʃƫʉʊᴜʋʌzʐʑʒθ";
    private static final int ADDITIONAL_FROM = 0x1e00;
    private static final String ADDITIONAL = ""
            + "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
            + "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
            + "wwwwwwwwwwxxxxyyzzzzzzhtwyasẜẝsẟaaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
            + "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyyỻỻỽỽỿỿ";
    private static final char NONE = 0;

    private Letters() {}

    /** A letter; 0 where it is none of its own. */
    static char plain(char c) {
        if (c < 128) {
            return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        }
        if (c >= LATIN_FROM && c < LATIN_FROM + LATIN.length()) {
            return LATIN.charAt(c - LATIN_FROM);
        }
        if (c >= PHONETIC_FROM && c < PHONETIC_FROM + PHONETIC.length()) {
            return PHONETIC.charAt(c - PHONETIC_FROM);
        }
        if (c >= ADDITIONAL_FROM && c < ADDITIONAL_FROM + ADDITIONAL.length()) {
            return ADDITIONAL.charAt(c - ADDITIONAL_FROM);
        }
        return c < 0x2000 ? small(c) : c == 'ꜰ' ? 'f' : c == 'ꜱ' ? 's' : c;
    }

    private static char small(char c) {
        char small = Character.toLowerCase(c);
        return switch (small) {
            case 'ª' -> 'a';
            case 'º' -> 'o';
            case 'µ' -> 'μ';
            case 'أ', 'إ', 'آ' -> 'ا';
            case 'ة' -> 'ه';
            case 'ى' -> 'ي';
            case 'ё' -> 'е';
            case '\u0958' -> 'क';
            case '\u0959' -> 'ख';
            case '\u095a' -> 'ग';
            case '\u095b' -> 'ज';
            case '\u095c' -> 'ड';
            case '\u095d' -> 'ढ';
            case '\u095e' -> 'फ';
            case '\u095f' -> 'य';
            default -> mark(small) ? NONE : small;
        };
    }

    // accents, the vowel signs of Arabic, and the dot of Devanagari
    private static boolean mark(char c) {
        return (c >= '\u0300' && c <= '\u036f') || (c >= '\u064b' && c <= '\u0652') || c == '\u093c';
    }

    /** Whether a letter is of a script that puts no blanks between words, or hangs endings on them: Hangul, kana, Han. */
    static boolean unspaced(char c) {
        return (c >= '\u2e80' && c < '\ua000') || (c >= '\uac00' && c < '\ue000') || (c >= '\uf900' && c < '\ufb00');
    }
}
