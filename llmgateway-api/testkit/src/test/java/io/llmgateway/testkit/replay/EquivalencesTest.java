package io.llmgateway.testkit.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class EquivalencesTest {
    private static List<String> differences(String format, String recorded, String ours) {
        ObjectNode one = (ObjectNode) Recording.JSON.readTree(recorded.replace('\'', '"'));
        ObjectNode other = (ObjectNode) Recording.JSON.readTree(ours.replace('\'', '"'));
        Equivalence.uniteAll(Equivalences.of(format), one);
        Equivalence.uniteAll(Equivalences.of(format), other);
        return BodyDifference.between(one, other);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "chat | {'a':1,'b':null,'stream':false,'tools':[]} | {'a':1.0}",
                "chat | {'stream_options':{'include_usage':true}} | {}",
                "chat | {'max_tokens':5,'random_seed':1,'stop':'x'} | {'max_completion_tokens':5,'seed':1,'stop':['x']}",
                "chat | {'user':'u','tool_choice':'auto'} | {'safety_identifier':'u'}",
                "chat | {'tool_choice':'any'} | {'tool_choice':'required'}",
                "chat | {'messages':[{'role':'developer','content':'x'}]} | {'messages':[{'role':'system','content':[{'type':'text','text':'x'}]}]}",
                "chat | {'messages':[{'content':'','tool_calls':[{'function':{'arguments':'{ }'}}]}]} | {'messages':[{'tool_calls':[{'function':{'arguments':''}}]}]}",
                "responses | {'input':'x'} | {'input':[{'type':'message','role':'user','content':[{'type':'input_text','text':'x'}]}]}",
                "responses | {'instructions':'x','input':[]} | {'input':[{'role':'developer','content':'x'}]}",
                "responses | {'include':['reasoning.encrypted_content']} | {}",
                "anthropic | {'system':'x','messages':[{'role':'user','content':'a'},{'role':'user','content':'b'}]} | {'system':[{'type':'text','text':'x'}],'messages':[{'role':'user','content':[{'type':'text','text':'a'},{'type':'text','text':'b'}]}]}",
                "anthropic | {'tool_choice':{'type':'auto','disable_parallel_tool_use':false}} | {}",
                "anthropic | {'cache_control':{'type':'ephemeral','ttl':'5m'}} | {'cache_control':{'type':'ephemeral'}}",
                "gemini | {'system_instruction':{'role':'user','parts':{'text':'x'}}} | {'systemInstruction':{'parts':[{'text':'x'}]}}",
                "gemini | {'tools':[{'googleSearch':{}},{'functionDeclarations':[{'name':'f','parameters':{'type':'OBJECT'}}]}]} | {'tools':[{'functionDeclarations':[{'name':'f','parametersJsonSchema':{'type':'object'}}]},{'googleSearch':{}}]}",
                "embeddings | {'input':'x','encoding_format':'float'} | {'input':['x'],'encoding_format':'base64'}"
            })
    void sayTheSame(String format, String recorded, String ours) {
        assertThat(differences(format, recorded, ours)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "chat | {'max_tokens':5} | {'max_tokens':6} | max_tokens: recorded 5, ours 6",
                "chat | {'stream':true} | {} | stream: only recorded true",
                "chat | {} | {'n':2} | n: only ours 2",
                "chat | {'stop':'x'} | {'stop':['x','y']} | stop[1]: only ours \"y\"",
                "chat | {'tool_choice':'none'} | {} | tool_choice: only recorded \"none\"",
                "chat | {'stream_options':{'include_usage':false}} | {} | stream_options: only recorded {\"include_usage\":false}",
                "anthropic | {'tool_choice':{'type':'auto','disable_parallel_tool_use':true}} | {} | tool_choice: only recorded {\"type\":\"auto\",\"disable_parallel_tool_use\":true}",
                "gemini | {'contents':[{'parts':[{'functionCall':{'args':{'a_b':1}}}]}]} | {'contents':[{'parts':[{'functionCall':{'args':{'aB':1}}}]}]} | contents[0].parts[0].functionCall.args.aB: only ours 1"
            })
    void doNotSayTheSame(String format, String recorded, String ours, String difference) {
        assertThat(differences(format, recorded, ours)).contains(difference);
    }

    @Test
    void meantDifferencesAreFewAndExact() {
        assertThat(MeantDifferences.reason("store: only ours false")).isPresent();
        assertThat(MeantDifferences.reason("store: only ours true")).isEmpty();
        assertThat(MeantDifferences.reason("messages[3].content: only recorded \"x\""))
                .isEmpty();
        assertThat(MeantDifferences.reason("messages[3].reasoning_content: only ours \"x\""))
                .isEmpty();
    }
}
