app_name = "bizlicense-api"
urlpatterns = []
