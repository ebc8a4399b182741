app_name = "bizlicense"
urlpatterns = []
